// An error of the engine as a face of a list, with the way to try again.

import type { ReactNode } from 'react';
import type { ShownError } from '../api/describe-error.ts';
import { ErrorState } from '../ui/list-states.tsx';

export interface ShownErrorStateProps {
  readonly error: ShownError;
  readonly onRetry?: () => void;
}

export function ShownErrorState({ error, onRetry }: ShownErrorStateProps): ReactNode {
  const { title, message, code, fields } = error;
  return <ErrorState {...{ title, message, code, fields }} {...(onRetry === undefined ? {} : { onRetry })} />;
}
