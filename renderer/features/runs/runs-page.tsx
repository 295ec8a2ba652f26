import type { ReactNode } from 'react';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';

export function RunsPage(): ReactNode {
  return (
    <Page title="Runs">
      <LoadingState what="this screen" />
    </Page>
  );
}
