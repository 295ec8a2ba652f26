// Is everything in order? The doctor's checks, and in the desktop app a file for whoever helps.

import { Button, Checkbox } from '@blueprintjs/core';
import { CircleIcon, CrossCircleIcon, TickCircleIcon, WarningSignIcon } from '@blueprintjs/icons';
import { useState, type ReactElement, type ReactNode } from 'react';
import { desktop, type DesktopClient } from '../../api/desktop.ts';
import { engine } from '../../api/engine.ts';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { createResource, useResource } from '../../state/resource.ts';
import { showError, showToast } from '../../state/toasts.ts';
import { formatBytes } from '../../ui/format.ts';
import { LoadingState } from '../../ui/list-states.tsx';

type Check = Awaited<ReturnType<typeof engine.health.check>>['checks'][number];

const doctorResource = createResource((_nothing: null) => engine.health.check({}));

const AREAS: Readonly<Record<Check['area'], string>> = {
  settings: 'Settings',
  'data directory': 'Data directory',
  state: 'State',
  apismith: 'APISmith',
  schedulehub: 'ScheduleHub',
  entities: 'Entities',
  clock: 'Clock',
};

/** Where to go when a check has failed. */
const CURES: Readonly<Partial<Record<Check['area'], { readonly path: string; readonly label: string }>>> = {
  apismith: { path: '#/connections', label: 'Open connections' },
  schedulehub: { path: '#/connections', label: 'Open connections' },
  entities: { path: '#/entities', label: 'Open entities' },
};

const LOOKS: Readonly<Record<Check['status'], { readonly icon: ReactElement; readonly word: string }>> = {
  ok: { icon: <TickCircleIcon />, word: 'in order' },
  warning: { icon: <WarningSignIcon />, word: 'look at this' },
  failed: { icon: <CrossCircleIcon />, word: 'failed' },
  skipped: { icon: <CircleIcon />, word: 'not checked' },
};

export function DiagnosticsTab(): ReactNode {
  const { data, error, isLoading, reload } = useResource(doctorResource, null);
  return (
    <div className="sf-settings-panel">
      <div className="sf-row-wrap">
        <h2>Checks</h2>
        <Button text="Check again" loading={isLoading} onClick={() => void reload()} />
      </div>
      {data !== null ? (
        <ul className="sf-checks" aria-label="Checks">
          {data.checks.map((check) => (
            <li key={`${check.area} ${check.name}`} className={`sf-check-${check.status}`}>
              {LOOKS[check.status].icon}
              <div>
                <strong>{AREAS[check.area]}</strong>: {LOOKS[check.status].word}
                <div className="sf-muted">{check.message}</div>
                <Cure check={check} />
              </div>
            </li>
          ))}
        </ul>
      ) : error !== null ? (
        <ShownErrorState error={error} onRetry={() => void reload()} />
      ) : (
        <LoadingState what="the checks" />
      )}
      {desktop === null ? (
        <p className="sf-muted">In a browser the log of the engine stands in the terminal that started it.</p>
      ) : (
        <Bundle shell={desktop} />
      )}
    </div>
  );
}

function Cure({ check }: { readonly check: Check }): ReactNode {
  const cure = CURES[check.area];
  if (cure === undefined || check.status === 'ok' || check.status === 'skipped') return null;
  return <a href={cure.path}>{cure.label}</a>;
}

function Bundle({ shell }: { readonly shell: DesktopClient }): ReactNode {
  const [withDumps, setWithDumps] = useState(false);
  const [files, setFiles] = useState<readonly { readonly name: string; readonly bytes: number }[] | null>(null);
  const show = (dumps: boolean): void => {
    setWithDumps(dumps);
    shell.diagnostics.list({ with_dumps: dumps }).then((answer) => setFiles(answer.files), showError);
  };
  const save = async (): Promise<void> => {
    try {
      const { path } = await shell.diagnostics.save({ with_dumps: withDumps });
      if (path !== null) showToast({ tone: 'good', message: `Saved to ${path}.` });
    } catch (error) {
      showError(error);
    }
  };
  return (
    <section aria-labelledby="bundle">
      <h2 id="bundle">A file for support</h2>
      <p>Logs, settings without secrets, and figures of the state. Nothing leaves this computer until you send it.</p>
      <Checkbox
        label="With crash dumps, which may hold data that was in memory"
        checked={withDumps}
        onChange={(event) => show(event.currentTarget.checked)}
      />
      <div className="sf-row-wrap">
        <Button text="Show what it holds" onClick={() => show(withDumps)} />
        <Button text="Save diagnostics" intent="primary" onClick={() => void save()} />
      </div>
      {files !== null && (
        <ul>
          {files.map(({ name, bytes }) => (
            <li key={name}>
              <span className="sf-mono">{name}</span> {formatBytes(bytes)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
