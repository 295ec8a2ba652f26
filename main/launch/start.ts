// `npm start`: the desktop app where Electron is, or can be fetched; else the console in the browser, said in one line.

import { spawn, type ChildProcess } from 'node:child_process';
import { buildMissingDesktop, buildMissingPages, REPOSITORY } from './build-missing.ts';
import { electronPackageFolder, findElectron } from './find-electron.ts';
import { openLink } from './open-link.ts';
import { serveConsole } from './serve-console.ts';

const say = (line: string): void => console.log(line);

// Ctrl+C reaches the whole group: the program ends by itself, and this one after it.
process.on('SIGINT', () => undefined);

const electron = await findElectron({
  environment: process.env,
  platform: process.platform,
  userId: process.getuid?.() ?? null,
  packageFolder: electronPackageFolder(),
  say,
});
await buildMissingPages(say);
if (electron.kind === 'found') {
  await buildMissingDesktop(say);
  follow(spawn(electron.executable, [REPOSITORY, ...process.argv.slice(2)], { stdio: 'inherit' }));
} else {
  const { server, link } = await serveConsole();
  say(`The console opens in the browser, because ${electron.why}: ${link}`);
  openLink(link);
  follow(server);
}

/** Lives and ends as the program does. */
function follow(child: ChildProcess): void {
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('exit', (code) => process.exit(code ?? 1));
}
