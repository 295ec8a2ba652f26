// Where Electron starts: what has to happen before it is ready, the single instance, and then the desktop itself.

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { app, crashReporter, protocol } from 'electron';
import { z } from 'zod';
import { createNodeClock } from '../engine/headless/node-host.ts';
import { openDesktop, type Desktop } from './desktop.ts';
import { explainNoStart } from './dialogs.ts';
import { registerAppScheme } from './guards/protocol.ts';
import { HIDDEN_SWITCH } from './lifecycle/login-item.ts';

const APP_ID = 'com.syncflow.console';
/** What a second start tells the first; its command line may have been reordered on the way. */
const startSchema = z.object({ isHidden: z.boolean() });

const isHidden = process.argv.includes(HIDDEN_SWITCH);
app.enableSandbox();
registerAppScheme(protocol);
// Dumps stay on this computer; the operator may add them to the diagnostics.
crashReporter.start({ uploadToServer: false });
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);

// A second profile beside the usual one: its own lock, preferences, secrets and logs.
const userFolder = app.commandLine.getSwitchValue('user-data-dir');
if (userFolder !== '') app.setPath('userData', resolve(userFolder));

// Before anything opens a file of this user's: a second program would write to the same ones.
if (app.requestSingleInstanceLock({ isHidden })) start().catch(giveUp);
else app.exit(0);

async function start(): Promise<void> {
  let desktop: Desktop | null = null;
  const wanted = { isWindow: false };
  app.on('second-instance', (_event, _argv, _folder, told) => {
    const parsed = startSchema.safeParse(told);
    // Started a second time by the login item: nobody asked to see anything.
    if (!parsed.success || parsed.data.isHidden) return;
    wanted.isWindow = true;
    desktop?.openWindow();
  });
  await app.whenReady();
  const root = resolve(import.meta.dirname, '../..');
  desktop = await openDesktop({
    isHidden,
    clock: createNodeClock(),
    files: {
      renderer: join(root, 'dist/renderer'),
      preload: join(import.meta.dirname, 'preload.cjs'),
      engineProcess: join(import.meta.dirname, 'engine-process.js'),
    },
    folders: {
      user: app.getPath('userData'),
      logs: app.getPath('logs'),
      dumps: app.getPath('crashDumps'),
      config: process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'),
    },
    environment: process.env,
  });
  // Asked for while everything was being built.
  if (wanted.isWindow) desktop.openWindow();
}

function giveUp(error: unknown): void {
  explainNoStart(error);
  app.exit(1);
}
