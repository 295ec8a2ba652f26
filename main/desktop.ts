// Builds the desktop once, in order, and connects its parts: engine, guards, window, tray, power, quitting.

import { randomBytes, randomUUID } from 'node:crypto';
import {
  app,
  BrowserWindow,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
  shell,
  Tray,
  utilityProcess,
  ipcMain,
  Notification,
  type MenuItemConstructorOptions,
} from 'electron';
import type { Clock } from '../engine/index.ts';
import { connectPorts } from './connect-ports.ts';
import { createConsoleView } from './console-view.ts';
import { createDesktopApi } from './desktop-api.ts';
import { describeDesktop, describeForDiagnostics } from './describe-desktop.ts';
import { askBeforeQuit, askToReload, copyText, explainMinimise, saveFile, showFolder } from './dialogs.ts';
import { splitEnvironment } from './engine/engine-environment.ts';
import { createEngineHost } from './engine/engine-host.ts';
import { forkEngine } from './engine/fork-engine.ts';
import { openExternalLink } from './guards/external-links.ts';
import { serveAppScheme } from './guards/protocol.ts';
import { guardWebContents } from './guards/web-guards.ts';
import { createLatest } from './latest.ts';
import { keepAwakeWhile } from './lifecycle/awake.ts';
import { createLoginItem } from './lifecycle/login-item.ts';
import { guardQuit } from './lifecycle/quit.ts';
import { createNewsBox } from './lifecycle/show-news.ts';
import { watchPower } from './lifecycle/watch-power.ts';
import { trackStanding } from './lifecycle/standing.ts';
import { createDesktopLog } from './logs/desktop-log.ts';
import { createDiagnostics } from './logs/diagnostics.ts';
import { createRedact } from './logs/redact.ts';
import { openPreferences } from './preferences/preferences.ts';
import { openSecretStore, type SecretStore } from './secrets/secret-store.ts';
import { createConsoleTray } from './tray/console-tray.ts';
import type { TrayCommand } from './tray/tray-model.ts';

/** How long the window may stay away while its page loads. */
const LONGEST_BLANK_MS = 10_000;

/** Without it copy, paste and quit have no keys on macOS. */
const MAC_MENU: MenuItemConstructorOptions[] = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];

export interface DesktopNeeds {
  readonly isHidden: boolean;
  readonly clock: Clock;
  /** Absolute paths. */
  readonly files: { readonly renderer: string; readonly preload: string; readonly engineProcess: string };
  readonly folders: { readonly user: string; readonly logs: string; readonly dumps: string; readonly config: string };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Desktop {
  readonly openWindow: () => void;
}

export async function openDesktop(needs: DesktopNeeds): Promise<Desktop> {
  const { clock, files, folders } = needs;
  let secrets: SecretStore | null = null;
  const environment = splitEnvironment(needs.environment);
  const redact = createRedact(() => [...environment.secrets, ...(secrets?.knownTexts() ?? [])]);
  const log = createDesktopLog({ folder: folders.logs, clock, redact });
  log.info('SyncFlow starts', { version: app.getVersion(), isHidden: needs.isHidden });
  // Neither may end the program: the engine works in a process of its own, and the tray has to stay.
  process.on('unhandledRejection', (error) => log.error('A promise was rejected and nobody caught it', { error }));
  process.on('uncaughtException', (error) => log.error('An error that nobody caught', { error }));

  const preferences = await openPreferences(folders.user, log);
  secrets = await openSecretStore({
    folder: folders.user,
    safeStorage,
    platform: process.platform,
    randomBytes: (count) => randomBytes(count),
    log,
  });
  const lent = secrets;
  nativeTheme.themeSource = preferences.latest.get().theme;

  // The engine.
  const showNews = createNewsBox({
    Notification,
    isWanted: () => preferences.latest.get().notify,
    goTo: (path) => goTo(path),
  });
  const standing = trackStanding(showNews);
  const engine = createEngineHost({
    fork: () => forkEngine({ utilityProcess, entry: files.engineProcess, environment: environment.inherited, log }),
    clock,
    log,
    lentEnvironment: async () => ({ ...environment.byMessage, ...toEnvironment(await lent.readAll()) }),
    onRunEnded: ({ status }) => standing.onRunEnded(status),
    onCommandRefused: (reason) => log.warn('The engine refused a command', { reason }),
  });

  // The window and what it may do.
  const navigation = createLatest<string | null>(null);
  const openLink = (url: string): Promise<boolean> => openExternalLink(shell, log, url);
  guardWebContents({ app, session: session.defaultSession, log, openLink: (url) => void openLink(url) });
  serveAppScheme(protocol, files.renderer);
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate(MAC_MENU) : null);
  const view = createConsoleView({
    Window: BrowserWindow,
    preload: files.preload,
    isDark: nativeTheme.shouldUseDarkColors,
    log,
    clock,
    askToReload,
  });
  const goTo = (path: string): void => {
    view.show();
    navigation.set(path);
  };

  // Leaving it.
  const keepAwake = keepAwakeWhile(powerSaveBlocker);
  const quit = guardQuit({
    app,
    engine,
    log,
    ask: (liveRuns) => {
      // A question on a hidden window is seen by nobody.
      view.show();
      return askBeforeQuit(view.window, liveRuns);
    },
    hide: () => void leaveWindow(),
    release: () => {
      keepAwake(0);
      power.release();
      engine.release();
      tray.release();
      log.info('SyncFlow ends');
    },
  });
  const tray = createConsoleTray({
    Tray,
    Menu,
    nativeImage,
    platform: process.platform,
    onCommand: (command) => obey(command),
  });
  const leaveWindow = async (): Promise<void> => {
    if (await tray.isThere()) {
      view.hide();
      return;
    }
    view.minimise();
    if (preferences.latest.get().explained_minimise) return;
    await preferences.save({ explained_minimise: true });
    await explainMinimise(view.window);
  };
  const obey = (command: TrayCommand): void => {
    switch (command) {
      case 'open':
        view.show();
        return;
      case 'start':
        engine.send({ kind: 'start-runs' });
        return;
      case 'pause':
        engine.send({ kind: 'end-runs', mode: 'pause' });
        return;
      case 'resume':
        engine.send({ kind: 'resume-runs' });
        return;
      case 'restart-engine':
        engine.restart();
        return;
      case 'failed':
        goTo('/failed');
        return;
      case 'quit':
        app.quit();
    }
  };
  view.onClose(() => {
    if (quit.isQuitting()) return 'close';
    if (preferences.latest.get().close_to_tray) void leaveWindow();
    else app.quit();
    return 'stay';
  });
  view.window.on('session-end', () => quit.endSession());
  // A service manager or a login session that ends this process: nobody is there to answer a question.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit.endSession());
  app.on('activate', () => view.show());
  // The window is hidden, never closed, while the program runs: Windows tells only windows that a session ends.
  app.on('window-all-closed', () => undefined);

  // What follows the engine.
  /** A live run keeps what it began with; after it the engine starts anew, with what was entered meanwhile. */
  let hasSecretsToLend = false;
  const follow = (): void => {
    const status = engine.status.get();
    standing.onEngine(status);
    keepAwake(status.runs.length);
    tray.follow(status, ['with-failures', 'failed'].includes(standing.standing()));
    const canStartAnew = ['ready', 'waiting', 'down'].includes(status.supervision.phase) && status.runs.length === 0;
    if (hasSecretsToLend && canStartAnew) {
      hasSecretsToLend = false;
      engine.restart();
    }
  };
  engine.status.on(follow);
  const power = watchPower({
    powerMonitor,
    clock,
    log,
    onResume: () => engine.forgiveSilence(),
    onShutdown: () => quit.endSession(),
  });

  // What the console may ask.
  const loginItem = createLoginItem({
    app,
    platform: process.platform,
    program: needs.environment['APPIMAGE'] ?? process.execPath,
    parameters: app.isPackaged ? [] : [app.getAppPath()],
    configFolder: folders.config,
  });
  let startsAtLogin = preferences.latest.get().start_at_login;
  preferences.latest.on((wanted) => {
    nativeTheme.themeSource = wanted.theme;
    // Only on a change: the user may have switched the entry off in the desktop's own settings.
    if (wanted.start_at_login === startsAtLogin) return;
    startsAtLogin = wanted.start_at_login;
    loginItem.set(startsAtLogin).catch((error: unknown) => log.error('Setting the login item', { error }));
  });
  const diagnostics = createDiagnostics({
    logsFolder: folders.logs,
    dumpsFolder: folders.dumps,
    redact,
    describe: () => describeForDiagnostics({ app, engine: engine.status.get(), preferences: preferences.latest.get() }),
    now: () => clock.now(),
  });
  const serveDesktop = createDesktopApi({
    engine,
    preferences,
    secrets,
    diagnostics,
    navigation,
    describeApp: async () => ({
      ...describeDesktop(app),
      has_tray: await tray.isThere(),
      starts_at_login: await loginItem.isSet(),
    }),
    openLink,
    copyText,
    showFolder: (folder) =>
      showFolder(
        { logs: folders.logs, dumps: folders.dumps, data: engine.status.get().dataDir ?? folders.user }[folder],
      ),
    log,
    newUid: () => randomUUID(),
    saveFile: (name, pack) => saveFile(view.window, name, pack),
    relendSecrets: () => {
      hasSecretsToLend = true;
      follow();
    },
  });
  connectPorts({ ipcMain, Channel: MessageChannelMain, engine, serveDesktop, log });

  engine.start();
  follow();
  void tray.isThere();
  // A page that takes too long is shown as it is; a window that never comes explains nothing.
  await Promise.race([view.load(), clock.sleep(LONGEST_BLANK_MS, new AbortController().signal)]);
  if (!needs.isHidden) view.show();
  else if (!(await tray.isThere())) view.minimise();
  return {
    openWindow: () => {
      if (!quit.isQuitting()) view.show();
    },
  };
}

function toEnvironment(passwords: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...passwords].map(([system, password]) => [`SYNCFLOW_${system.toUpperCase()}_PASSWORD`, password]),
  );
}
