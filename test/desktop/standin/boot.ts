// The stand-in's first file: reads the command line as Electron does, provides `electron`, loads the app, and tells it
// that it is ready once the browser is up.

import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChromium } from './chromium.ts';
import { provideElectron } from './electron-hooks.ts';
import { createStandin } from './electron-module.ts';
import { findMain, StandinApp } from './modules/app.ts';

const argv = process.argv.slice(2);
/** `-r file`: loaded before the app, as test runners want it. */
const preloads: string[] = [];
for (let at = argv.indexOf('-r'); at >= 0; at = argv.indexOf('-r')) {
  const [, file] = argv.splice(at, 2);
  if (file !== undefined) preloads.push(file);
}
const target = argv.find((text) => !text.startsWith('-'));
if (target === undefined) throw new Error('Name the app: a folder with a package.json, or its main file.');

const { appPath, main } = findMain(resolve(target));
const app = new StandinApp(argv, appPath);
// Electron's own first argument is its executable.
process.execPath = process.env['STANDIN_EXECUTABLE'] ?? process.execPath;
process.argv = [process.execPath, ...argv];
for (const [name, value] of Object.entries({ electron: '45.4.1-standin', chrome: 'the one of this machine' })) {
  Object.defineProperty(process.versions, name, { value, enumerable: true });
}
Object.defineProperty(process, 'type', { value: 'browser' });

const { state, electron } = createStandin(app, startChromium);
provideElectron(electron);
// Electron takes both for a wish to quit.
process.on('SIGTERM', () => app.quit());
process.on('SIGINT', () => app.quit());

const require = createRequire(import.meta.url);
for (const file of preloads) require(file);
await import(pathToFileURL(main).href);
await state.chromium;
app.becomeReady();
