// `syncflow serve`: the console's pages and /rpc on this computer, until Ctrl+C. Runs that are at work are paused then.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EngineError } from '../../failures/engine-error.ts';
import { openSettings } from '../../config/live-settings.ts';
import { createLogRing } from '../../host/log-ring.ts';
import { secretsOf } from '../../host/log-text.ts';
import { readProgramVersion } from '../program-version.ts';
import { createSandboxHost, SANDBOX_SOURCES } from '../sandbox-host.ts';
import type { Cli, DefineCommand } from './cli.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { wholeNumber } from './option-values.ts';

const BUILT_PAGES = resolve(import.meta.dirname, '../../../dist/renderer');

interface ServeFlags {
  readonly host?: string;
  readonly port?: number;
  readonly allowRemote?: boolean;
  readonly pages?: string;
}

export const defineServe: DefineCommand = (command, run) => {
  command
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'port, 0 for any free one (default: 8008)', wholeNumber(0, 65_535))
    .option('--allow-remote', 'listen on an address that other computers can reach; nothing is encrypted')
    .option('--pages <folder>', "folder of the console's pages")
    .addHelpText('after', '\nThe token for programs is SYNCFLOW_SERVER_TOKEN, or a new one at every start.')
    .action(async (flags: ServeFlags) => run(async (cli) => serve(cli, flags)));
};

async function serve(cli: Cli, flags: ServeFlags): Promise<ExitCode> {
  const liveSettings = openSettings(cli.settingsSources);
  const settings = liveSettings.current();
  const pages = choosePages(flags.pages);
  const ownHost = cli.host(liveSettings.current);
  const logs = createLogRing({ clock: ownHost.clock, secrets: () => secretsOf(liveSettings.current()) });
  const host = { ...ownHost, log: logs.attach(ownHost.log) };
  const [{ createEngine }, { createApi }, { startHttpServer }] = await Promise.all([
    import('../../create-engine.ts'),
    import('../../api/api.ts'),
    import('../http-server/http-server.ts'),
  ]);
  const engine = await createEngine(host);
  const { services } = engine;
  const api = createApi({
    services,
    logs,
    liveSettings,
    sandboxHost: createSandboxHost(SANDBOX_SOURCES),
    appVersion: readProgramVersion(),
    migrationsDir: host.migrationsDir,
  });
  try {
    await api.resume();
    const server = await startHttpServer({
      router: api.router,
      host: flags.host ?? settings.server.host,
      port: flags.port ?? settings.server.port,
      allowRemote: flags.allowRemote === true,
      token: settings.server.token,
      pages,
      log: host.log,
    });
    try {
      const { url, token } = server;
      const isOwnToken = settings.server.token === undefined;
      const link = server.createLink();
      const json = { url, link, ...(isOwnToken ? { token } : {}), has_pages: pages !== null };
      cli.answer({ json, text: describeServer({ url, link, token: isOwnToken ? token : null, pages }) });
      await cli.signals.first;
    } finally {
      await server.close();
    }
    return EXIT.completed;
  } finally {
    await api.close(cli.control.signal);
    await engine.close();
  }
}

/** A folder that is named must be there; the built pages may be missing. */
function choosePages(named: string | undefined): string | null {
  const folder = named === undefined ? BUILT_PAGES : resolve(named);
  if (existsSync(join(folder, 'index.html'))) return folder;
  if (named === undefined) return null;
  const sentence = `The folder ${folder} holds no index.html. Give --pages the folder of the built console.`;
  throw new EngineError('usage', sentence, { details: { path: folder } });
}

interface Served {
  readonly url: string;
  readonly link: string;
  readonly token: string | null;
  readonly pages: string | null;
}

function describeServer({ url, link, token, pages }: Served): string {
  return [
    pages === null
      ? `SyncFlow serves its procedures at ${url}/rpc (the console is not built).`
      : `SyncFlow serves the console at ${url}.`,
    ...(pages === null ? [] : [`Open this link in a browser; it works once: ${link}`]),
    token === null
      ? 'Programs use the token of the settings.'
      : `Programs use this token, until the server ends: ${token}`,
    'Ctrl+C ends the server; what runs is paused and can be resumed.',
  ].join('\n');
}
