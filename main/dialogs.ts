// The few questions that the system's own dialogs ask, and other small favours of the desktop.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, clipboard, dialog, shell, type BrowserWindow } from 'electron';
import type { PageTrouble } from './console-view.ts';
import type { QuitChoice } from './lifecycle/quit-machine.ts';

const QUIT_CHOICES = ['finish', 'keep', 'stop', 'cancel'] as const satisfies readonly QuitChoice[];

export async function askBeforeQuit(window: BrowserWindow, liveRuns: number): Promise<QuitChoice> {
  const what = liveRuns === 1 ? 'A sync is running.' : `${liveRuns} syncs are running.`;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: what,
    detail: 'What ScheduleHub has acknowledged is kept in any case, and the next start can go on from there.',
    buttons: ['Finish what is being sent and quit', 'Keep running in the background', 'Stop and quit', 'Cancel'],
    defaultId: 0,
    cancelId: 3,
    noLink: true,
  });
  return QUIT_CHOICES[response] ?? 'cancel';
}

export async function explainMinimise(window: BrowserWindow): Promise<void> {
  await dialog.showMessageBox(window, {
    type: 'info',
    message: 'SyncFlow keeps running',
    detail:
      'This desktop shows no tray icons, so the window was minimised instead of hidden. Quit from the window, or let closing quit in the settings.',
    buttons: ['OK'],
  });
}

const PAGE_TROUBLES = {
  'not-loaded': 'The console could not be loaded.',
  'crashed-again': 'The console crashed twice within a minute.',
  'not-answering': 'The console does not answer.',
} as const satisfies Readonly<Record<PageTrouble, string>>;

/** True: load it anew. */
export async function askToReload(window: BrowserWindow, trouble: PageTrouble): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: PAGE_TROUBLES[trouble],
    detail: 'The engine is not affected: what runs goes on.',
    buttons: ['Load it again', 'Wait'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** The last thing a program says that cannot start. */
export function explainNoStart(error: unknown): void {
  const cause = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox('SyncFlow cannot start', `${cause}\n\nNothing was changed. Correct this and start it again.`);
}

/** Answers the path, or null where the operator thought better of it. Nothing is packed before they chose. */
export async function saveFile(
  window: BrowserWindow,
  suggestedName: string,
  pack: () => Promise<Buffer>,
): Promise<string | null> {
  const defaultPath = join(app.getPath('downloads'), suggestedName);
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath });
  if (canceled || filePath === '') return null;
  await writeFile(filePath, await pack(), { mode: 0o600 });
  return filePath;
}

export async function copyText(text: string): Promise<void> {
  await clipboard.writeText(text);
}

export async function showFolder(path: string): Promise<void> {
  await shell.openPath(path);
}
