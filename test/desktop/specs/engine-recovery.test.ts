// The engine's process dies in the middle of a run: main notices, starts it anew with growing delays and not for ever,
// and offers the run that was cut off. The window and its page live through all of it.

import { describe, expect, it } from 'vitest';
import { clickNotification, pressInTray, readRecords } from '../support/desktop-records.ts';
import {
  connect,
  enginePid,
  engineState,
  killEngine,
  RUN_ROWS,
  startSlowRun,
  statusOf,
} from '../support/engine-words.ts';
import type { LaunchedApp } from '../support/launch-app.ts';
import { runtimes } from '../support/runtimes.ts';
import { eventually, useDesktop, windowState } from '../support/use-desktop.ts';

/** Lets main's clock run ahead, so that no spec waits for a delay to pass. */
async function runAhead({ electron }: LaunchedApp, ms: number): Promise<void> {
  await electron.evaluate((_electron, ahead) => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + ahead;
  }, ms);
}

async function isReady({ page }: LaunchedApp): Promise<void> {
  await eventually(async () => expect((await engineState(page)).phase).toBe('ready'));
}

describe.each(runtimes())('an engine that dies on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  it('is started anew, and the run it was cut off from is offered and goes on to the end', async () => {
    const { sandbox, environment } = await desktop.startSandbox({ synthetic: { rows: RUN_ROWS } });
    const app = await desktop.launch({ environment });
    const run = await startSlowRun(app, sandbox);
    const dead = await killEngine(app);
    sandbox.control.faults.clear();

    await eventually(async () => expect((await engineState(app.page)).phase).toBe('waiting'));
    expect((await engineState(app.page)).reason).toMatch(/stopped unexpectedly.*is kept; it starts again by itself/);
    await isReady(app);
    expect(await enginePid(app)).not.toBe(dead);
    const { interrupted, crashes } = await engineState(app.page);
    expect({ interrupted, crashes }).toEqual({
      interrupted: [{ batch_uid: run, entity: 'synthetic_part' }],
      crashes: 1,
    });
    const { notifications, menu, blockers } = await readRecords(app.electron);
    expect(notifications.map(({ title }) => title)).toEqual(['SyncFlow: a sync was interrupted']);
    expect(menu.map(({ label }) => label)).toContain('Go on with 1 run that stopped');
    expect(blockers).toBe(0);

    await pressInTray(app.electron, 'resume');
    await app.page.evaluate(() => window.probe.connect('engine'));
    await eventually(async () => expect(await statusOf(app.page, run)).toBe('completed'));
    expect((await engineState(app.page)).interrupted).toEqual([]);
    const records = await app.page.evaluate(() => window.probe.engine().entities.get({ name: 'synthetic_part' }));
    expect(records.records).toBe(RUN_ROWS);
  });

  it('is given up after three tries in five minutes, says so once, and comes back when the operator restarts it', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    await isReady(app);

    for (const [died, delayMs] of [1000, 5000, 30_000].entries()) {
      await killEngine(app);
      await eventually(async () =>
        expect(await engineState(app.page)).toMatchObject({ phase: 'waiting', crashes: died + 1 }),
      );
      await runAhead(app, delayMs - 500);
      await isReady(app);
    }
    await killEngine(app);
    await eventually(async () => expect((await engineState(app.page)).phase).toBe('down'));
    expect((await engineState(app.page)).reason).toMatch(/^The engine stopped 4 times in five minutes\./);
    const { toolTip, notifications } = await readRecords(app.electron);
    expect(toolTip).toBe('SyncFlow: Engine stopped: needs you');
    expect(notifications.map(({ title }) => title)).toEqual(['SyncFlow: the engine stopped']);
    expect(await app.page.evaluate(() => window.probe.connect('engine'))).toEqual({ isThere: false });

    await clickNotification(app.electron);
    expect(await windowState(app)).toBe('shown');
    await app.page.evaluate(() => window.probe.desktop().engine.restart({}));
    await isReady(app);
    expect((await engineState(app.page)).crashes).toBe(0);
  });

  it('is ended and started anew when it lives but does not answer', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    await isReady(app);
    const silent = await enginePid(app);
    process.kill(silent, 'SIGSTOP');
    await runAhead(app, 15_000);

    await eventually(async () => expect((await engineState(app.page)).reason).toMatch(/^The engine did not answer/));
    await isReady(app);
    expect(await enginePid(app)).not.toBe(silent);
  });

  it('leaves no call of the page without an answer', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    await isReady(app);
    const ended = app.page.evaluate(async () => {
      try {
        for await (const _snapshot of await window.probe.engine().sync.watch({ batch_uid: null })) continue;
        return 'ended';
      } catch (error) {
        return error instanceof Error ? 'rejected' : 'thrown';
      }
    });
    await killEngine(app);

    expect(await ended).toBe('rejected');
  });

  it('is not taken for silent after the computer slept', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    await isReady(app);
    const engine = await enginePid(app);
    await app.electron.evaluate(({ powerMonitor }) => {
      const now = performance.now.bind(performance);
      powerMonitor.emit('suspend');
      performance.now = () => now() + 14_900;
      powerMonitor.emit('resume');
    });
    await eventually(() => expect(app.log().map(({ message }) => message)).toContain('The computer woke up'));

    expect(await enginePid(app)).toBe(engine);
    expect(await engineState(app.page)).toMatchObject({ phase: 'ready', crashes: 0 });
  });

  it('says what has to be corrected when it cannot work, instead of trying for ever', async () => {
    const app = await desktop.launch({ environment: { SYNCFLOW_LOG_LEVEL: 'loud' } });
    await app.page.evaluate(() => window.probe.connect('desktop'));

    await eventually(async () => expect((await engineState(app.page)).phase).toBe('down'));
    expect((await engineState(app.page)).reason).toMatch(/log_level in the environment variable SYNCFLOW_LOG_LEVEL/);
  });
});
