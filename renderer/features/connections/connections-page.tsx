import type { ReactNode } from 'react';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';

export function ConnectionsPage(): ReactNode {
  return (
    <Page title="Connections">
      <LoadingState what="this screen" />
    </Page>
  );
}
