// Quitting while a run is at work: asked once, never by a system that ends its session, and nothing acknowledged is lost.

import { describe, expect, it } from 'vitest';
import { answerWith, pressInTray, readRecords } from '../support/desktop-records.ts';
import { connect, RUN_ROWS, startSlowRun, statusOf } from '../support/engine-words.ts';
import type { LaunchedApp } from '../support/launch-app.ts';
import { runtimes } from '../support/runtimes.ts';
import { eventually, useDesktop, windowState } from '../support/use-desktop.ts';

const FINISH = 0;
const KEEP = 1;
const STOP = 2;

describe.each(runtimes())('quitting on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  async function launchWithRun(): Promise<{ app: LaunchedApp; run: string; again: () => Promise<LaunchedApp> }> {
    const { sandbox, environment } = await desktop.startSandbox({ synthetic: { rows: RUN_ROWS } });
    const app = await desktop.launch({ environment });
    const run = await startSlowRun(app, sandbox);
    const again = async (): Promise<LaunchedApp> => {
      sandbox.control.faults.clear();
      const next = await desktop.launch({ environment });
      await connect(next.page);
      return next;
    };
    return { app, run, again };
  }

  it('asks nothing where nothing runs', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    await app.electron.evaluate(({ app: main }) => main.quit());

    expect(await app.exitCode).toBe(0);
  });

  it('finishes what is being sent and keeps the position, then the next start goes on to the end', async () => {
    const { app, run, again } = await launchWithRun();
    await answerWith(app.electron, { answer: FINISH });
    await pressInTray(app.electron, 'quit');
    expect(await app.exitCode).toBe(0);

    const next = await again();
    expect(await statusOf(next.page, run)).toBe('paused');
    await next.page.evaluate((uid) => window.probe.engine().sync.resume({ batch_uid: uid }), run);
    await eventually(async () => expect(await statusOf(next.page, run)).toBe('completed'));
  });

  it('keeps running in the background, without the window', async () => {
    const { app, run } = await launchWithRun();
    await answerWith(app.electron, { answer: KEEP });
    await app.electron.evaluate(({ app: main }) => main.quit());

    await eventually(async () => expect(await windowState(app)).toBe('hidden'));
    expect(await statusOf(app.page, run)).toBe('running');
    expect((await readRecords(app.electron)).questions.map(({ message }) => message)).toEqual(['A sync is running.']);
  });

  it('stops the run', async () => {
    const { app, run, again } = await launchWithRun();
    await answerWith(app.electron, { answer: STOP });
    await app.electron.evaluate(({ app: main }) => main.quit());
    expect(await app.exitCode).toBe(0);

    expect(await statusOf((await again()).page, run)).toBe('cancelled');
  });

  it('stays as it is when the question is closed, and asks again the next time', async () => {
    const { app, run } = await launchWithRun();
    await app.electron.evaluate(({ app: main }) => main.quit());
    await eventually(async () => expect((await readRecords(app.electron)).questions).toHaveLength(1));
    expect(await statusOf(app.page, run)).toBe('running');

    await app.electron.evaluate(({ app: main }) => main.quit());
    await eventually(async () => expect((await readRecords(app.electron)).questions).toHaveLength(2));
  });

  it.each([
    ['the system shuts down', 'shutdown'],
    ['Windows ends the session', 'session-end'],
    ['the login session ends the process', 'SIGTERM'],
  ] as const)('asks nothing when %s, and keeps the position', async (_name, way) => {
    const { app, run, again } = await launchWithRun();
    await app.electron.evaluate(({ BrowserWindow, dialog, powerMonitor }, kind) => {
      // A question would never be answered.
      dialog.showMessageBox = () => new Promise(() => undefined);
      if (kind === 'SIGTERM') process.kill(process.pid, kind);
      else if (kind === 'session-end') BrowserWindow.getAllWindows()[0]?.emit('session-end', {});
      else powerMonitor.emit('shutdown', { preventDefault: () => undefined });
    }, way);
    expect(await app.exitCode).toBe(0);

    expect(await statusOf((await again()).page, run)).toBe('paused');
  });
});
