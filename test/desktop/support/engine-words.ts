// What specs ask of the engine, through the page and its port, as the console does.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Sandbox } from '../../../sandbox/create-sandbox.ts';
import type { LaunchedApp } from './launch-app.ts';

const PART = join(import.meta.dirname, '../../../sandbox/entities/synthetic/synthetic_part.json');

/** Rows of the run that specs watch, disturb and end. */
export const RUN_ROWS = 4000;

export async function connect(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await window.probe.connect('desktop');
    await window.probe.connect('engine');
  });
}

/** A run of some seconds: each page of rows takes its time. */
export async function startSlowRun({ page }: LaunchedApp, sandbox: Sandbox): Promise<string> {
  sandbox.control.faults.set([{ kind: 'latency', server: 'apismith', path: '/apis/*/execute', ms: 150 }]);
  await connect(page);
  return page.evaluate(
    async (text) => {
      const engine = window.probe.engine();
      const { results } = await engine.entities.import({ documents: [{ file: 'synthetic_part.json', text }] });
      if (results[0]?.status !== 'imported') throw new Error(JSON.stringify(results));
      const { batches } = await engine.sync.start({ entities: ['synthetic_part'], sync_type: 'full', page_size: 100 });
      for await (const { runs } of await engine.sync.watch({ batch_uid: null })) {
        if (runs.some((run) => run.metrics.total_processed > 0)) break;
      }
      return batches[0]?.batch_uid ?? '';
    },
    readFileSync(PART, 'utf8'),
  );
}

/** A full run that takes only rows of these sites; all others fail. */
export function startWithSites({ page }: LaunchedApp, sites: readonly string[]): Promise<string> {
  const part = JSON.parse(readFileSync(PART, 'utf8')) as { mappings: { target_field: string; validation?: object }[] };
  for (const rule of part.mappings) if (rule.target_field === 'site') rule.validation = { enum: sites };
  return page.evaluate(async (text) => {
    const engine = window.probe.engine();
    const { results } = await engine.entities.import({ documents: [{ file: 'synthetic_part.json', text }] });
    if (results[0]?.status === 'refused') throw new Error(JSON.stringify(results));
    const { batches } = await engine.sync.start({ entities: ['synthetic_part'], sync_type: 'full' });
    return batches[0]?.batch_uid ?? '';
  }, JSON.stringify(part));
}

export function statusOf(page: Page, batchUid: string): Promise<string> {
  return page.evaluate(async (uid) => (await window.probe.engine().sync.status({ batch_uid: uid })).status, batchUid);
}

export interface EngineState {
  readonly phase: string;
  readonly reason: string | null;
  readonly crashes: number;
  readonly interrupted: readonly { readonly batch_uid: string; readonly entity: string }[];
}

export function engineState(page: Page): Promise<EngineState> {
  return page.evaluate(async () => {
    const states = await window.probe.desktop().engine.watch({});
    const first = await states.next();
    if (first.done === true) throw new Error('The watch ended.');
    await states.return(undefined);
    return first.value;
  });
}

/** The number of the engine's process. */
export function enginePid({ electron }: LaunchedApp): Promise<number> {
  return electron.evaluate(({ app }) => {
    const engine = app.getAppMetrics().find(({ serviceName }) => serviceName === 'syncflow-engine');
    if (engine === undefined) throw new Error('There is no engine process.');
    return engine.pid;
  });
}

/** Ends the engine's process as a crash would. */
export async function killEngine(app: LaunchedApp): Promise<number> {
  const pid = await enginePid(app);
  process.kill(pid, 'SIGKILL');
  return pid;
}
