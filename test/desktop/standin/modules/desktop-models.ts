// The desktop around the app, as models that specs look at: tray, menus, notifications, dialogs, power, theme, shell.

import type {
  Menu,
  MenuItemConstructorOptions,
  NativeTheme,
  PowerSaveBlocker,
  Shell,
  Clipboard,
  Dialog,
  CrashReporter,
} from 'electron';
import { strict, strictClass, strictEmitter } from '../strict.ts';

class StandinImage extends strictClass('NativeImage') {
  readonly representations: { readonly scaleFactor: number; readonly width: number; readonly buffer: Buffer }[] = [];

  addRepresentation(one: { scaleFactor: number; width: number; buffer: Buffer }): void {
    this.representations.push(one);
  }

  isEmpty(): boolean {
    return this.representations.length === 0;
  }
}

class Tray extends strictEmitter('Tray') {
  image: StandinImage;
  toolTip = '';
  menu: StandinMenu | null = null;
  isGone = false;

  constructor(image: StandinImage) {
    super();
    this.image = image;
  }

  setImage(image: StandinImage): void {
    this.image = image;
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: StandinMenu | null): void {
    this.menu = menu;
  }

  destroy(): void {
    this.isGone = true;
  }
}

type Items = readonly MenuItemConstructorOptions[];

class StandinMenu extends strictClass('Menu') {
  static #application: StandinMenu | null = null;
  readonly items: Items;

  constructor(items: Items = []) {
    super();
    this.items = items;
  }

  static buildFromTemplate(items: Items): StandinMenu {
    return new StandinMenu(items);
  }

  static setApplicationMenu(menu: StandinMenu | null): void {
    StandinMenu.#application = menu;
  }

  static getApplicationMenu(): StandinMenu | null {
    return StandinMenu.#application;
  }

  getMenuItemById(id: string): MenuItemConstructorOptions | null {
    return this.items.find((item) => item.id === id) ?? null;
  }
}

class Notification extends strictEmitter('Notification') {
  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: { title?: string; body?: string } = {}) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    this.emit('show', {});
  }

  close(): void {
    this.emit('close', {});
  }
}

class StandinTheme
  extends strictEmitter('nativeTheme')
  implements Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors'>
{
  themeSource: NativeTheme['themeSource'] = 'system';

  get shouldUseDarkColors(): boolean {
    return this.themeSource === 'dark';
  }
}

class StandinPower extends strictEmitter('powerMonitor') {}

function createBlocker(): Pick<PowerSaveBlocker, 'start' | 'stop' | 'isStarted'> {
  const started = new Set<number>();
  let count = 0;
  return {
    start: () => {
      count += 1;
      started.add(count);
      return count;
    },
    stop: (id) => started.delete(id),
    isStarted: (id) => started.has(id),
  };
}

export function createDesktopModels() {
  const dialog: Pick<Dialog, 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog' | 'showErrorBox'> = {
    showErrorBox: (title, content) => console.error(`${title}: ${content}`),
    // As if the operator closed it.
    showMessageBox: (...parameters: unknown[]) => {
      const options = parameters.at(-1) as { cancelId?: number };
      return Promise.resolve({ response: options.cancelId ?? 0, checkboxChecked: false });
    },
    showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] }),
    showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
  };
  let copied = '';
  const clipboard: Pick<Clipboard, 'writeText' | 'readText'> = {
    writeText: (text) => Promise.resolve(void (copied = text)),
    readText: () => Promise.resolve(copied),
  };
  const shell: Pick<Shell, 'openExternal' | 'openPath'> = {
    openExternal: () => Promise.resolve(),
    openPath: () => Promise.resolve(''),
  };
  const crashReporter: Pick<CrashReporter, 'start'> = { start: () => undefined };
  return {
    Tray: strict('Tray', Tray),
    Menu: strict('Menu', StandinMenu) as unknown as Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>,
    Notification: strict('Notification', Notification),
    nativeImage: strict('nativeImage', { createEmpty: () => new StandinImage() }),
    nativeTheme: new StandinTheme(),
    powerMonitor: new StandinPower(),
    powerSaveBlocker: strict('powerSaveBlocker', createBlocker()),
    dialog: strict('dialog', dialog),
    clipboard: strict('clipboard', clipboard),
    shell: strict('shell', shell),
    crashReporter: strict('crashReporter', crashReporter),
  };
}
