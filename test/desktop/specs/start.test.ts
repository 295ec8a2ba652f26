// The program starts once, shows its window where it should, and connects the page to both contracts.

import { describe, expect, it } from 'vitest';
import { connect } from '../support/engine-words.ts';
import { runtimes } from '../support/runtimes.ts';
import { closeWindow, eventually, useDesktop, windowState } from '../support/use-desktop.ts';

describe.each(runtimes())('starting on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  it('shows the console and connects it to both contracts', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    const { info, settings } = await app.page.evaluate(async () => ({
      info: await window.probe.desktop().app.info({}),
      settings: await window.probe.engine().settings.get({}),
    }));

    expect(settings.data_dir).toBe(desktop.folders().data);
    expect(info).toMatchObject({ has_tray: true, starts_at_login: false });
    await eventually(async () => expect(await windowState(app)).toBe('shown'));
    await app.electron.close();
    expect(await app.exitCode).toBe(0);
  });

  it('stays in the tray when it was started hidden', async () => {
    const app = await desktop.launch({ parameters: ['--hidden'] });
    await connect(app.page);

    expect(await windowState(app)).toBe('hidden');
  });

  it('is minimised when it was started hidden and there is no tray to find it in', async () => {
    const app = await desktop.launch({ parameters: ['--hidden'], hasTray: false });

    await eventually(async () => expect(await windowState(app)).toBe('minimised'));
  });

  it('brings the window back when it is started a second time', async () => {
    const app = await desktop.launch();
    await eventually(async () => expect(await windowState(app)).toBe('shown'));
    await closeWindow(app);
    await eventually(async () => expect(await windowState(app)).toBe('hidden'));

    expect(await desktop.launchSecond()).toBe(0);
    await eventually(async () => expect(await windowState(app)).toBe('shown'));
  });

  it('leaves the window alone when the login item starts it a second time', async () => {
    const app = await desktop.launch({ parameters: ['--hidden'] });
    await connect(app.page);

    expect(await desktop.launchSecond({ parameters: ['--hidden'] })).toBe(0);
    expect(await windowState(app)).toBe('hidden');
    // The bell did ring: a visible start after it is heard.
    expect(await desktop.launchSecond()).toBe(0);
    await eventually(async () => expect(await windowState(app)).toBe('shown'));
  });
});
