import type { ReactNode } from 'react';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';

export function FailedPage(): ReactNode {
  return (
    <Page title="Failed records">
      <LoadingState what="this screen" />
    </Page>
  );
}
