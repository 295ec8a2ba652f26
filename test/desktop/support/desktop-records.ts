// What the program does to the desktop around it, written down inside the main process: the same for the stand-in and
// for real Electron, whose trays and notifications cannot be looked at from outside.

import type { MenuItemConstructorOptions, Notification } from 'electron';
import type { ElectronApplication } from 'playwright';

export interface DesktopRecords {
  /** The tray's menu as it was last built. */
  menu: readonly { readonly id: string | null; readonly label: string }[];
  toolTip: string;
  readonly notifications: { readonly title: string; readonly body: string }[];
  readonly questions: { readonly message: string; readonly buttons: readonly string[] }[];
  readonly links: string[];
  readonly folders: string[];
  copied: string;
  /** Power save blockers that are on. */
  blockers: number;
  /** The button that the operator presses, by its place; null: they close the dialog. */
  answer: number | null;
  /** Where the operator saves; null: they think better of it. */
  savePath: string | null;
}

interface RecordingMain {
  records?: DesktopRecords;
  template?: readonly MenuItemConstructorOptions[];
  shown?: Notification;
}

/** Right after the start, so that nothing is missed. */
export async function recordDesktop(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ Menu, Notification, Tray, clipboard, dialog, powerSaveBlocker, shell }) => {
    const main = globalThis as RecordingMain;
    const records: DesktopRecords = {
      menu: [],
      toolTip: '',
      notifications: [],
      questions: [],
      links: [],
      folders: [],
      copied: '',
      blockers: 0,
      answer: null,
      savePath: null,
    };
    main.records = records;

    const build = Menu.buildFromTemplate.bind(Menu);
    const buildAndRecord = (template: MenuItemConstructorOptions[]) => {
      main.template = template;
      records.menu = template.map(({ id, label }) => ({ id: id ?? null, label: label ?? '' }));
      return build(template);
    };
    Object.assign(Menu, { buildFromTemplate: buildAndRecord });
    const setToolTip = Tray.prototype.setToolTip;
    Tray.prototype.setToolTip = function (text): void {
      records.toolTip = text;
      setToolTip.call(this, text);
    };
    Notification.prototype.show = function (): void {
      main.shown = this;
      records.notifications.push({ title: this.title, body: this.body });
    };
    dialog.showMessageBox = (...parameters: unknown[]) => {
      const options = parameters.at(-1) as { message: string; buttons?: string[]; cancelId?: number };
      records.questions.push({ message: options.message, buttons: options.buttons ?? [] });
      return Promise.resolve({ response: records.answer ?? options.cancelId ?? 0, checkboxChecked: false });
    };
    dialog.showSaveDialog = () =>
      Promise.resolve({ canceled: records.savePath === null, filePath: records.savePath ?? '' });
    shell.openExternal = (url) => {
      records.links.push(url);
      return Promise.resolve();
    };
    shell.openPath = (path) => {
      records.folders.push(path);
      return Promise.resolve('');
    };
    clipboard.writeText = (text) => {
      records.copied = text;
      return Promise.resolve();
    };
    const start = powerSaveBlocker.start.bind(powerSaveBlocker);
    powerSaveBlocker.start = (kind) => {
      records.blockers += 1;
      return start(kind);
    };
    const stop = powerSaveBlocker.stop.bind(powerSaveBlocker);
    powerSaveBlocker.stop = (id) => {
      records.blockers -= 1;
      return stop(id);
    };
  });
}

export function readRecords(app: ElectronApplication): Promise<DesktopRecords> {
  return app.evaluate(() => (globalThis as RecordingMain).records as DesktopRecords);
}

/** How the operator answers from now on. */
export function answerWith(
  app: ElectronApplication,
  answer: Partial<Pick<DesktopRecords, 'answer' | 'savePath'>>,
): Promise<void> {
  return app.evaluate((_electron, given) => {
    Object.assign((globalThis as RecordingMain).records as DesktopRecords, given);
  }, answer);
}

/** Presses an entry of the tray's menu. */
export function pressInTray(app: ElectronApplication, id: string): Promise<void> {
  return app.evaluate((_electron, wanted) => {
    const item = (globalThis as RecordingMain).template?.find((one) => one.id === wanted);
    if (item?.click === undefined) throw new Error(`The tray has no ${wanted}.`);
    // Safe: the program's own handlers take no parameters.
    (item.click as () => void)();
  }, id);
}

/** Clicks the notification that was shown last. */
export function clickNotification(app: ElectronApplication): Promise<void> {
  return app.evaluate(() => {
    (globalThis as RecordingMain).shown?.emit('click', {});
  });
}
