import type { ReactNode } from 'react';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';

export function WaitingPage(): ReactNode {
  return (
    <Page title="Waiting children">
      <LoadingState what="this screen" />
    </Page>
  );
}
