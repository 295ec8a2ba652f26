// Versions, and where things are kept.

import { Button } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { desktop } from '../../api/desktop.ts';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useResource } from '../../state/resource.ts';
import { showError } from '../../state/toasts.ts';
import { Facts } from '../../ui/facts.tsx';
import { formatBytes } from '../../ui/format.ts';
import { LoadingState } from '../../ui/list-states.tsx';
import { settingsResource } from './settings-store.ts';

export function AboutTab(): ReactNode {
  const { data, error, reload } = useResource(settingsResource, null);
  if (data === null) {
    return error === null ? (
      <LoadingState what="the versions" />
    ) : (
      <ShownErrorState error={error} onRetry={() => void reload()} />
    );
  }
  return (
    <div className="sf-settings-panel">
      <Facts
        facts={[
          { name: 'Version', value: data.version },
          { name: 'Data directory', value: <span className="sf-mono">{data.data_dir}</span> },
          { name: 'Settings file', value: <span className="sf-mono">{data.file}</span> },
          {
            name: 'State',
            value: (
              <>
                <span className="sf-mono">{data.state.path ?? 'on a server'}</span> ({formatBytes(data.state.bytes)})
              </>
            ),
          },
        ]}
      />
      {desktop !== null && (
        <div className="sf-row-wrap">
          <Button
            text="Show the data directory"
            onClick={() => void desktop?.app.show_folder({ folder: 'data' }).catch(showError)}
          />
          <Button
            text="Show the logs"
            onClick={() => void desktop?.app.show_folder({ folder: 'logs' }).catch(showError)}
          />
        </div>
      )}
    </div>
  );
}
