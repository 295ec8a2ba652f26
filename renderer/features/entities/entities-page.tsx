import type { ReactNode } from 'react';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';

export function EntitiesPage(): ReactNode {
  return (
    <Page title="Entities">
      <LoadingState what="this screen" />
    </Page>
  );
}
