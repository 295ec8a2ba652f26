// The program starts, shows its window, connects the page to the engine, and ends.

import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolders, launchApp, removeFolders, type AppFolders } from '../support/launch-app.ts';
import { runtimes } from '../support/runtimes.ts';

describe.each(runtimes())('starting on $name', (runtime) => {
  let folders: AppFolders;
  beforeEach(() => {
    folders = createFolders();
  });
  afterEach(() => removeFolders(folders));

  it('shows the console and connects it to both contracts', async () => {
    const { electron, page, exitCode } = await launchApp({ runtime, folders });
    const answers = await page.evaluate(async () => {
      await window.probe.connect('desktop');
      await window.probe.connect('engine');
      const info = await window.probe.desktop().app.info({});
      const settings = await window.probe.engine().settings.get({});
      return { info, settings };
    });

    expect(answers.settings.data_dir).toBe(folders.data);
    expect(answers.info).toMatchObject({ has_tray: true, starts_at_login: false });
    const shown = await electron.browserWindow(page);
    expect(await shown.evaluate((one: BrowserWindow) => one.isVisible())).toBe(true);
    await electron.close();
    expect(await exitCode).toBe(0);
  });
});
