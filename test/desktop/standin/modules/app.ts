// app: paths, readiness, single instance, quitting.

import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from 'electron';
import type { StandinState } from '../state.ts';
import { cancelable, strict, strictEmitter } from '../strict.ts';
import { lockInstance } from './single-instance.ts';

type Implemented = Pick<
  App,
  | 'exit'
  | 'quit'
  | 'isReady'
  | 'whenReady'
  | 'getVersion'
  | 'getAppPath'
  | 'requestSingleInstanceLock'
  | 'setLoginItemSettings'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'isPackaged'
>;
type PathName = Parameters<App['getPath']>[0];

const SWITCH = /^--([a-z0-9-]+)(?:=(.*))?$/;

export class StandinApp extends strictEmitter('app') implements Implemented {
  readonly isPackaged = false;
  readonly commandLine = strict('app.commandLine', {
    appendSwitch: (name: string, value = '') => void this.#switches.set(name, value),
    hasSwitch: (name: string) => this.#switches.has(name),
    getSwitchValue: (name: string) => this.#switches.get(name) ?? '',
  });
  readonly #switches: Map<string, string>;
  readonly #appPath: string;
  readonly #ready = Promise.withResolvers<undefined>();
  readonly #paths = new Map<string, string>();
  #state: StandinState | null = null;
  #openAtLogin = false;

  constructor(argv: readonly string[], appPath: string) {
    super();
    this.#appPath = appPath;
    const found = argv.map((text) => SWITCH.exec(text)).filter((match) => match !== null);
    this.#switches = new Map(found.map(([, name = '', value = '']) => [name, value]));
  }

  attach(state: StandinState): void {
    this.#state = state;
  }

  /** The browser is up and the app's main file was loaded. */
  becomeReady(): void {
    if (this.#state !== null) this.#state.isReady = true;
    this.#ready.resolve(undefined);
    this.emit('ready', {});
  }

  isReady(): boolean {
    return this.#state?.isReady === true;
  }

  async whenReady(): Promise<void> {
    await this.#ready.promise;
  }

  getPath(name: PathName): string {
    const known = this.#paths.get(name);
    if (known !== undefined) return known;
    const path = name === 'userData' ? mkdtempSync(join(tmpdir(), 'standin-')) : join(this.getPath('userData'), name);
    mkdirSync(path, { recursive: true });
    this.#paths.set(name, path);
    return path;
  }

  setPath(name: string, path: string): void {
    mkdirSync(path, { recursive: true });
    this.#paths.set(name, path);
  }

  getVersion(): string {
    const text = readFileSync(join(this.#appPath, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  }

  getAppPath(): string {
    return this.#appPath;
  }

  enableSandbox(): void {
    if (this.isReady()) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  setAppUserModelId(): void {
    // Windows only.
  }

  requestSingleInstanceLock(told?: object): boolean {
    return lockInstance(this.getPath('userData'), told, ({ argv, folder, told: letter }) => {
      this.emit('second-instance', {}, argv, folder, letter);
    });
  }

  setLoginItemSettings({ openAtLogin = false }: { openAtLogin?: boolean }): void {
    this.#openAtLogin = openAtLogin;
  }

  getLoginItemSettings(): { openAtLogin: boolean; executableWillLaunchAtLogin: boolean } {
    return { openAtLogin: this.#openAtLogin, executableWillLaunchAtLogin: this.#openAtLogin };
  }

  getAppMetrics(): { pid: number; type: 'Browser' | 'Utility'; serviceName?: string }[] {
    const utilities = [...(this.#state?.utilities ?? [])].flatMap(({ pid, serviceName }) =>
      pid === undefined ? [] : [{ pid, type: 'Utility' as const, serviceName }],
    );
    return [{ pid: process.pid, type: 'Browser' as const }, ...utilities];
  }

  quit(): void {
    const state = this.#state;
    if (state === null) return;
    const before = cancelable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    state.isQuitting = true;
    for (const window of state.windows) window.close();
    if (state.windows.size > 0) {
      state.isQuitting = false;
      return;
    }
    const last = cancelable({});
    this.emit('will-quit', last);
    if (!last.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    this.emit('quit', {}, code);
    for (const utility of this.#state?.utilities ?? []) utility.kill();
    void this.#state?.chromium.then(({ process: browser }) => browser.kill());
    process.exit(code);
  }
}

/** Of a file or a folder with a package.json that names it. */
export function findMain(target: string): { readonly appPath: string; readonly main: string } {
  if (/\.[cm]?[jt]s$/.test(target)) return { appPath: dirname(target), main: target };
  const { main } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as { main: string };
  return { appPath: target, main: join(target, main) };
}
