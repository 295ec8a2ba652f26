import type { ReactNode } from 'react';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';

export function OverviewPage(): ReactNode {
  return (
    <Page title="Overview">
      <LoadingState what="this screen" />
    </Page>
  );
}
