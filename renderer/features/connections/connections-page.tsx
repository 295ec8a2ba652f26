// Where the two systems are: one card each, with a test that says how far the way goes.

import { useEffect, type ReactNode } from 'react';
import { desktop } from '../../api/desktop.ts';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { connectionsResource } from '../../state/connections.ts';
import { useResource } from '../../state/resource.ts';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { ConnectionCard } from './connection-card.tsx';
import './connections.css';
import { SandboxCard } from './sandbox-card.tsx';
import { SecretsCard } from './secrets-card.tsx';
import { readSecretStatus } from './secrets-store.ts';

export function ConnectionsPage(): ReactNode {
  const { data, error, reload } = useResource(connectionsResource, null);
  useEffect(() => {
    if (desktop !== null) void readSecretStatus(desktop);
  }, []);
  return (
    <Page
      title="Connections"
      subtitle="SyncFlow reads from APISmith and writes to ScheduleHub. Changes are in force at once; a run at work keeps the connection it began with."
      isScrolling
    >
      {data !== null ? (
        <div className="sf-connections">
          <SandboxCard isConfigured={data.connections.some((connection) => connection.is_configured)} />
          {data.connections.map((connection) => (
            <ConnectionCard key={connection.system} connection={connection} file={data.file} />
          ))}
          {desktop !== null && <SecretsCard shell={desktop} />}
        </div>
      ) : error !== null ? (
        <ShownErrorState error={error} onRetry={() => void reload()} />
      ) : (
        <LoadingState what="the connections" />
      )}
    </Page>
  );
}
