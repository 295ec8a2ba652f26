// The real console in the window: what people see when they start it for the first time, and when the engine dies.

import { describe, expect, it } from 'vitest';
import { readRecords } from '../support/desktop-records.ts';
import { killEngine, RUN_ROWS, startSlowRun } from '../support/engine-words.ts';
import { runtimes } from '../support/runtimes.ts';
import { eventually, useDesktop, windowState } from '../support/use-desktop.ts';

const SOON = { timeout: 30_000 };
const SCREENS = [
  ['entities', 'Entities'],
  ['runs', 'Runs'],
  ['deletes', 'Held deletes'],
  ['failed', 'Failed records'],
  ['waiting', 'Waiting children'],
  ['connections', 'Connections'],
  ['settings', 'Settings and logs'],
] as const;

describe.each(runtimes())('the console on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  it('shows the overview, reaches the engine, and breaks no rule of its policy', async () => {
    const app = await desktop.launch({ pages: 'console' });
    await app.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor(SOON);
    await app.page.getByRole('button', { name: 'Start the sandbox and sync' }).waitFor(SOON);

    expect(await windowState(app)).toBe('shown');
    expect(app.complaints).toEqual([]);
    const exposed = await app.page.evaluate(() => ({
      require: typeof Reflect.get(globalThis, 'require'),
      bridge: Object.keys(window.syncflow),
    }));
    expect(exposed).toEqual({ require: 'undefined', bridge: ['connect'] });
  });

  it('goes from the first start to a finished sync of the sandbox in one click', async () => {
    const app = await desktop.launch({ pages: 'console' });
    const begun = performance.now();
    await app.page.getByRole('button', { name: 'Start the sandbox and sync' }).click(SOON);
    const completed = app.page
      .getByRole('row')
      .filter({ hasText: /bom_component/ })
      .getByText(/Completed/);
    await completed.first().waitFor({ timeout: 60_000 });

    expect(performance.now() - begun).toBeLessThan(60_000);
    expect(app.complaints).toEqual([]);
  }, 120_000);

  it('says that the engine is gone, and goes on by itself once it is back', async () => {
    const app = await desktop.launch({ pages: 'console' });
    await app.page.getByRole('button', { name: 'Start the sandbox and sync' }).waitFor(SOON);
    await killEngine(app);
    const banner = app.page.getByText(/The engine does not answer/);
    await banner.waitFor(SOON);
    await banner.waitFor({ state: 'detached', ...SOON });

    await eventually(async () =>
      expect(await app.page.getByRole('heading', { name: 'Overview', level: 1 }).isVisible()).toBe(true),
    );
  });
  it('offers the run that a power cut ended, and goes on with it to the end', async () => {
    const { sandbox, environment } = await desktop.startSandbox({ synthetic: { rows: RUN_ROWS } });
    const first = await desktop.launch({ environment });
    await startSlowRun(first, sandbox);
    first.electron.process().kill('SIGKILL');
    await first.exitCode;
    sandbox.control.faults.clear();

    const app = await desktop.launch({ pages: 'console', environment });
    await app.page.getByText('The run of synthetic_part was cut off.').waitFor(SOON);
    await app.page.getByRole('button', { name: 'Resume it' }).click();
    await app.page.getByText('The run of synthetic_part was cut off.').waitFor({ state: 'detached', ...SOON });
    await eventually(async () => expect((await readRecords(app.electron)).toolTip).toBe('SyncFlow: Idle'));
    await app.page.getByRole('row').filter({ hasText: 'synthetic_part' }).getByText('Completed').first().waitFor(SOON);
  });

  it('opens every screen without breaking its policy', async () => {
    const app = await desktop.launch({ pages: 'console' });
    await app.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor(SOON);
    for (const [path, title] of SCREENS) {
      await app.page.evaluate((to) => (location.hash = `#/${to}`), path);
      await app.page.getByRole('heading', { name: title, level: 1 }).waitFor(SOON);
    }

    expect(app.complaints).toEqual([]);
  });

  it('says what has to be corrected when the engine cannot work', async () => {
    const app = await desktop.launch({ pages: 'console', environment: { SYNCFLOW_LOG_LEVEL: 'loud' } });
    await app.page.getByText(/The engine stopped\. The setting log_level in the environment variable/).waitFor(SOON);

    expect(await app.page.getByRole('button', { name: 'Start the engine again' }).isVisible()).toBe(true);
  });
});
