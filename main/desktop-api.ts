// The desktop contract, answered. Each handler is a few lines; the work is done by the parts it is given.

import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import { EngineError, toContractError, type Log } from '../engine/index.ts';
import { desktopContract } from './contract/desktop-contract.ts';
import type { EngineHost, EngineStatus } from './engine/engine-host.ts';
import type { Latest } from './latest.ts';
import type { Diagnostics } from './logs/diagnostics.ts';
import type { PreferencesStore } from './preferences/preferences.ts';
import type { SecretStore } from './secrets/secret-store.ts';

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  readonly platform: string;
  readonly has_tray: boolean;
  readonly starts_at_login: boolean | null;
}

export interface DesktopApiNeeds {
  readonly engine: Pick<EngineHost, 'status' | 'restart'>;
  readonly preferences: PreferencesStore;
  readonly secrets: SecretStore;
  readonly diagnostics: Diagnostics;
  /** Where the page is to go next; null once it was told. */
  readonly navigation: Latest<string | null>;
  readonly describeApp: () => Promise<AppInfo>;
  readonly openLink: (url: string) => Promise<boolean>;
  readonly copyText: (text: string) => Promise<void>;
  readonly showFolder: (folder: 'logs' | 'dumps' | 'data') => Promise<void>;
  /** Asks the operator where to, and writes there; null where they thought better of it. */
  readonly saveFile: (suggestedName: string, pack: () => Promise<Buffer>) => Promise<string | null>;
  readonly log: Log;
  /** Names an unexpected error on the screen and in the log. */
  readonly newUid: () => string;
  /** The engine is to work with secrets that changed. */
  readonly relendSecrets: () => void;
}

/** Answers calls over the port until it closes. */
export function createDesktopApi(needs: DesktopApiNeeds): (port: MessagePortMain) => void {
  const handler = new RPCHandler(createDesktopRouter(needs));
  return (port) => {
    handler.upgrade(port);
    port.start();
  };
}

export function createDesktopRouter(needs: DesktopApiNeeds) {
  const { engine, preferences, secrets, diagnostics, log, newUid } = needs;
  const os = implement(desktopContract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toContractError(error, { log, newUid });
    }
  });
  return os.router({
    app: {
      info: os.app.info.handler(() => needs.describeApp()),
      open_link: os.app.open_link.handler(async ({ input }) => ({ is_opened: await needs.openLink(input.url) })),
      copy_text: os.app.copy_text.handler(async ({ input }) => {
        await needs.copyText(input.text);
        return {};
      }),
      show_folder: os.app.show_folder.handler(async ({ input }) => {
        await needs.showFolder(input.folder);
        return {};
      }),
      watch_navigation: os.app.watch_navigation.handler(async function* ({ signal }) {
        for await (const path of needs.navigation.watch(signal)) {
          if (path === null) continue;
          needs.navigation.set(null);
          yield { path };
        }
      }),
    },
    engine: {
      watch: os.engine.watch.handler(async function* ({ signal }) {
        for await (const status of engine.status.watch(signal)) yield toEngineState(status);
      }),
      restart: os.engine.restart.handler(() => {
        engine.restart();
        return {};
      }),
    },
    preferences: {
      get: os.preferences.get.handler(() => preferences.latest.get()),
      save: os.preferences.save.handler(({ input }) => preferences.save(withoutUndefined(input))),
    },
    secrets: {
      status: os.secrets.status.handler(() => secrets.status()),
      save: os.secrets.save.handler(async ({ input }) => {
        await secrets.save(input.system, input.password);
        needs.relendSecrets();
        return secrets.status();
      }),
      forget: os.secrets.forget.handler(async ({ input }) => {
        await secrets.forget(input.system);
        needs.relendSecrets();
        return secrets.status();
      }),
      protect: os.secrets.protect.handler(async ({ input }) => {
        const passphrase = input.protection === 'passphrase' ? input.passphrase : null;
        if (!(await secrets.protect(input.protection, passphrase))) {
          throw new EngineError(
            'usage',
            'This computer has no key store that protects passwords. Nothing was changed. Let them be asked for each session, or choose a passphrase.',
          );
        }
        return secrets.status();
      }),
      unlock: os.secrets.unlock.handler(async ({ input }) => {
        const isUnlocked = await secrets.unlock(input.passphrase);
        if (isUnlocked) needs.relendSecrets();
        return { is_unlocked: isUnlocked };
      }),
    },
    diagnostics: {
      list: os.diagnostics.list.handler(async ({ input }) => ({
        files: await diagnostics.list({ withDumps: input.with_dumps }),
      })),
      save: os.diagnostics.save.handler(async ({ input }) => ({
        path: await needs.saveFile('syncflow-diagnostics.zip', () => diagnostics.pack({ withDumps: input.with_dumps })),
      })),
    },
  });
}

function toEngineState({ supervision, interrupted }: EngineStatus) {
  return {
    phase: supervision.phase,
    reason: supervision.reason,
    crashes: supervision.crashedAtMs.length,
    interrupted: interrupted.map(({ batchUid, entity }) => ({ batch_uid: batchUid, entity })),
  };
}

type WithoutUndefined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): WithoutUndefined<T> {
  // Safe: exactly the entries that are undefined were left out.
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as WithoutUndefined<T>;
}
