// The page crashes: it is loaded again by itself once, then the operator is asked. The engine goes on throughout.

import { describe, expect, it } from 'vitest';
import { answerWith, readRecords } from '../support/desktop-records.ts';
import { connect, enginePid } from '../support/engine-words.ts';
import type { LaunchedApp } from '../support/launch-app.ts';
import { runtimes } from '../support/runtimes.ts';
import { eventually, useDesktop } from '../support/use-desktop.ts';

/** How often the page was loaded since this was called first. */
async function countLoads({ electron }: LaunchedApp): Promise<() => Promise<number>> {
  await electron.evaluate(({ BrowserWindow }) => {
    const main = globalThis as { loads?: number };
    main.loads = 0;
    BrowserWindow.getAllWindows()[0]?.webContents.on('did-finish-load', () => (main.loads = (main.loads ?? 0) + 1));
  });
  return () => electron.evaluate(() => (globalThis as { loads?: number }).loads ?? 0);
}

/** Reported by the browser as a crash; the page is really gone. */
async function crash({ electron }: LaunchedApp): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
}

describe.each(runtimes())('a page that crashes on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  it('is loaded again by itself; when it crashes again soon, the operator is asked', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    const engine = await enginePid(app);
    const loads = await countLoads(app);

    await crash(app);
    await eventually(async () => expect(await loads()).toBe(1));
    expect((await readRecords(app.electron)).questions).toEqual([]);
    await answerWith(app.electron, { answer: 0 });
    await crash(app);
    await eventually(async () => expect(await loads()).toBe(2));

    const { questions } = await readRecords(app.electron);
    expect(questions.map(({ message }) => message)).toEqual(['The console crashed twice within a minute.']);
    expect(app.log().filter(({ message }) => message === 'The page of the console crashed')).toHaveLength(2);
    expect(await enginePid(app)).toBe(engine);
  });

  it('is ended and loaded again where it does not answer and the operator wants that', async () => {
    const app = await desktop.launch();
    const loads = await countLoads(app);
    const hang = () =>
      app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('unresponsive'));
    await hang();
    await eventually(async () => expect((await readRecords(app.electron)).questions).toHaveLength(1));
    expect(await loads()).toBe(0);

    await answerWith(app.electron, { answer: 0 });
    await hang();
    await eventually(async () => expect(await loads()).toBe(1));
    const { questions } = await readRecords(app.electron);
    expect(questions.map(({ message }) => message)).toEqual(Array(2).fill('The console does not answer.'));
  });
});
