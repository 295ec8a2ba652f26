import type { ReactNode } from 'react';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';

export function DeletesPage(): ReactNode {
  return (
    <Page title="Held deletes">
      <LoadingState what="this screen" />
    </Page>
  );
}
