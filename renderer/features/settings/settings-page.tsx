import type { ReactNode } from 'react';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';

export function SettingsPage(): ReactNode {
  return (
    <Page title="Settings and logs">
      <LoadingState what="this screen" />
    </Page>
  );
}
