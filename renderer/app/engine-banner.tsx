// What is wrong with the engine, over every screen: it is gone, stopped for good, or a crash cut a run off.

import { Button } from '@blueprintjs/core';
import { WarningSignIcon } from '@blueprintjs/icons';
import { useEffect, type ReactNode } from 'react';
import { create } from 'zustand';
import { desktop } from '../api/desktop.ts';
import { engine } from '../api/engine.ts';
import { useLink } from '../api/link-state.ts';
import { goTo } from '../state/location.ts';
import { useOverview } from '../state/overview.ts';
import { showError } from '../state/toasts.ts';

interface Supervision {
  readonly phase: string;
  readonly reason: string | null;
}

const useSupervision = create<Supervision>(() => ({ phase: 'ready', reason: null }));
const TRY_AGAIN_MS = 1000;

async function followSupervisor(shell: NonNullable<typeof desktop>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { phase, reason } of await shell.engine.watch({}, { signal })) {
        useSupervision.setState({ phase, reason });
      }
    } catch {
      // Cut off: the supervisor is asked again below.
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}

export function EngineBanner(): ReactNode {
  useEffect(() => {
    if (desktop === null) return;
    const over = new AbortController();
    void followSupervisor(desktop, over.signal);
    return () => over.abort();
  }, []);
  const phase = useLink((link) => link.phase);
  const { phase: supervised, reason } = useSupervision();
  const overview = useOverview();
  if (supervised === 'down') {
    return (
      <Banner>
        <span>
          The engine stopped. {reason ?? ''} What was acknowledged is safe; runs can be resumed once it is back.
        </span>
        <Button
          size="small"
          text="Start the engine again"
          onClick={() => void desktop?.engine.restart({}).catch(showError)}
        />
        <Button size="small" text="Save diagnostics" onClick={() => goTo('/settings', { tab: 'diagnostics' })} />
      </Banner>
    );
  }
  if (phase === 'gone') {
    return (
      <Banner>
        <span>
          The engine does not answer. {reason ?? ''} What was sent is safe. The console asks again by itself; screens
          show what was read last.
        </span>
      </Banner>
    );
  }
  const interrupted = (overview?.live ?? []).filter((run) => run.is_interrupted);
  const [first] = interrupted;
  if (first === undefined) return null;
  const what = interrupted.length === 1 ? `The run of ${first.entity} was` : `${interrupted.length} runs were`;
  return (
    <Banner>
      <span>{what} cut off. What ScheduleHub acknowledged is kept; resuming goes on from there.</span>
      <Button
        size="small"
        text={interrupted.length === 1 ? 'Resume it' : 'Resume them'}
        onClick={() =>
          void engine.sync
            .resume({ batch_uid: interrupted.length === 1 ? first.batch_uid : null })
            .then(() => goTo('/runs'))
            .catch(showError)
        }
      />
    </Banner>
  );
}

function Banner({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="sf-banner" role="status">
      <WarningSignIcon />
      {children}
    </div>
  );
}
