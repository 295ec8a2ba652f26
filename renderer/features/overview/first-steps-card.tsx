// What a newcomer does first: the sandbox in one click, or the own systems step by step. Gone once a sync went through.

import { Button } from '@blueprintjs/core';
import { CircleIcon, TickCircleIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { engine } from '../../api/engine.ts';
import { goTo } from '../../state/location.ts';
import { overviewResource, type Overview } from '../../state/overview.ts';
import { createResource, useResource } from '../../state/resource.ts';
import { sandboxResource, startSandbox, useSandboxWork } from '../../state/sandbox.ts';
import { showError } from '../../state/toasts.ts';
import { findNextStep, listFirstSteps, type StepName } from './first-steps.ts';

const dryRunsResource = createResource((_nothing: null) => engine.sync.history({ dry_run: true, limit: 1 }));

interface StepText {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly run: () => void;
}

const TEXTS: Readonly<Record<StepName, StepText>> = {
  connect: {
    title: 'Connect APISmith and ScheduleHub',
    text: 'Addresses, user names and passwords. Each connection can be tested step by step.',
    action: 'Open connections',
    run: () => goTo('/connections'),
  },
  map: {
    title: 'Map an entity',
    text: 'From an API, or offline from a CSV, XLSX or JSON sample: nothing needs to be connected for that.',
    action: 'Open entities',
    run: () => goTo('/entities'),
  },
  'dry-run': {
    title: 'Look before you write',
    text: 'A dry run reads and compares everything, shows each change, and writes nothing.',
    action: 'Start dry run',
    run: () => goTo('/runs', { start: 'all', dry: '1' }),
  },
  sync: {
    title: 'Start the first sync',
    text: 'From then on only what changed is written. It can be paused and stopped at any time.',
    action: 'Start sync',
    run: () => goTo('/runs', { start: 'all' }),
  },
};

export function FirstSteps({ overview }: { readonly overview: Overview }): ReactNode {
  const { data: dryRuns } = useResource(dryRunsResource, null);
  const steps = listFirstSteps({ overview, hasDryRun: (dryRuns?.rows.length ?? 0) > 0 });
  const next = findNextStep(steps);
  if (next === null) return null;
  return (
    <section className="sf-card" aria-labelledby="first-steps">
      <h2 id="first-steps">Four steps to the first sync</h2>
      <SandboxOffer isConfigured={overview.is_configured} />
      <ol className="sf-steps">
        {steps.map(({ name, isDone }) => {
          const { title, text, action, run } = TEXTS[name];
          return (
            <li key={name} className={isDone ? 'sf-step sf-step-done' : 'sf-step'}>
              {isDone ? <TickCircleIcon title="Done" /> : <CircleIcon title="To do" />}
              <div>
                <h3>{title}</h3>
                <p className="sf-muted">{text}</p>
              </div>
              {!isDone && <Button text={action} intent={name === next ? 'primary' : 'none'} onClick={run} />}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function SandboxOffer({ isConfigured }: { readonly isConfigured: boolean }): ReactNode {
  const { data: sandbox } = useResource(sandboxResource, null);
  const { isStarting } = useSandboxWork();
  if (isConfigured || sandbox === null || !sandbox.is_available || sandbox.is_on) return null;
  return (
    <div className="sf-sandbox-offer">
      <p>
        No systems at hand? The sandbox brings both to this computer, with real ERP rows: start it and see a sync within
        a minute. Nothing leaves this computer.
      </p>
      <div className="sf-row-wrap">
        <Button
          text="Start the sandbox and sync"
          intent="primary"
          loading={isStarting}
          onClick={() => void startSandboxAndSync()}
        />
        <Button
          text="Start the sandbox only"
          disabled={isStarting}
          onClick={() => void startSandbox({ replaces: false })}
        />
      </div>
    </div>
  );
}

async function startSandboxAndSync(): Promise<void> {
  if (!(await startSandbox({ replaces: false }))) return;
  try {
    await engine.sync.start({ entities: 'all' });
    await overviewResource.getState().reload();
  } catch (error) {
    showError(error);
  }
}
