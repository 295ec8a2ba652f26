// Closing the window: into the tray where there is one, out of the way where there is none, or out of the program.

import { describe, expect, it } from 'vitest';
import { pressInTray, readRecords } from '../support/desktop-records.ts';
import { connect, engineState } from '../support/engine-words.ts';
import { runtimes } from '../support/runtimes.ts';
import { closeWindow, eventually, useDesktop, windowState } from '../support/use-desktop.ts';

describe.each(runtimes())('leaving the window on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  it('hides it in the tray, where the engine goes on, and the tray brings it back', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    await eventually(async () => expect((await readRecords(app.electron)).toolTip).toBe('SyncFlow: Idle'));
    await closeWindow(app);
    await eventually(async () => expect(await windowState(app)).toBe('hidden'));

    expect((await engineState(app.page)).phase).toBe('ready');
    await pressInTray(app.electron, 'open');
    expect(await windowState(app)).toBe('shown');
  });

  it('offers in the tray what can be done now, and no schedule', async () => {
    const app = await desktop.launch();
    await eventually(async () => expect((await readRecords(app.electron)).toolTip).toBe('SyncFlow: Idle'));

    const { menu } = await readRecords(app.electron);
    expect(menu.map(({ label }) => label)).toEqual(['Idle', '', 'Open SyncFlow', 'Start all entities now', '', 'Quit']);
  });

  it('minimises it where there is no tray, and says so once', async () => {
    const app = await desktop.launch({ hasTray: false });
    await eventually(async () => expect(await windowState(app)).toBe('shown'));
    await closeWindow(app);
    await eventually(async () => expect(await windowState(app)).toBe('minimised'));
    await eventually(async () => expect((await readRecords(app.electron)).questions).toHaveLength(1));
    expect((await readRecords(app.electron)).questions[0]?.message).toBe('SyncFlow keeps running');

    expect(await desktop.launchSecond({ hasTray: false })).toBe(0);
    await eventually(async () => expect(await windowState(app)).toBe('shown'));
    await closeWindow(app);
    await eventually(async () => expect(await windowState(app)).toBe('minimised'));
    expect((await readRecords(app.electron)).questions).toHaveLength(1);
  });

  it('quits where the operator wants closing to quit', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    await app.page.evaluate(() => window.probe.desktop().preferences.save({ close_to_tray: false }));
    await closeWindow(app);

    expect(await app.exitCode).toBe(0);
  });
});
