// What the desktop app does when its window is closed, when the computer starts, and when something happens.

import { Switch } from '@blueprintjs/core';
import { useEffect, type ReactNode } from 'react';
import { create } from 'zustand';
import type { DesktopClient } from '../../api/desktop.ts';
import { showError } from '../../state/toasts.ts';
import { LoadingState } from '../../ui/list-states.tsx';

type DesktopPreferences = Awaited<ReturnType<DesktopClient['preferences']['get']>>;
type AppInfo = Awaited<ReturnType<DesktopClient['app']['info']>>;

interface DesktopState {
  readonly preferences: DesktopPreferences | null;
  readonly info: AppInfo | null;
}

const useDesktop = create<DesktopState>(() => ({ preferences: null, info: null }));

async function read(shell: DesktopClient): Promise<void> {
  try {
    const [preferences, info] = await Promise.all([shell.preferences.get({}), shell.app.info({})]);
    useDesktop.setState({ preferences, info });
  } catch (error) {
    showError(error);
  }
}

async function save(shell: DesktopClient, patch: Partial<DesktopPreferences>): Promise<void> {
  try {
    await shell.preferences.save(patch);
  } catch (error) {
    showError(error);
  }
  await read(shell);
}

export function DesktopTab({ shell }: { readonly shell: DesktopClient }): ReactNode {
  useEffect(() => {
    void read(shell);
  }, [shell]);
  const { preferences, info } = useDesktop();
  if (preferences === null || info === null) return <LoadingState what="the settings of the desktop app" />;
  return (
    <div className="sf-settings-panel">
      <Switch
        checked={preferences.close_to_tray}
        label="Closing the window leaves SyncFlow at work"
        onChange={(event) => void save(shell, { close_to_tray: event.currentTarget.checked })}
      />
      <p className="sf-muted">
        {info.has_tray
          ? 'It goes on in the tray; open it from there, or start SyncFlow again.'
          : 'This desktop shows no tray: the window is minimised instead.'}
      </p>
      <Switch
        checked={preferences.start_at_login}
        label="Start at login, hidden"
        onChange={(event) => void save(shell, { start_at_login: event.currentTarget.checked })}
      />
      {preferences.start_at_login && info.starts_at_login === false && (
        <p className="sf-muted">The system says it will not: somebody switched it off there.</p>
      )}
      <Switch
        checked={preferences.notify}
        label="Notify when the state changes"
        onChange={(event) => void save(shell, { notify: event.currentTarget.checked })}
      />
      <p className="sf-muted">Once when something goes wrong and once when it is well again, not for every run.</p>
    </div>
  );
}
