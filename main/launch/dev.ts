// `npm run dev`: the console in the browser with hot reload, on an engine of its own. The desktop app has none: it
// loads its own pages and nothing else, and that is not loosened for development.

import { join } from 'node:path';
import { createServer } from 'vite';
import { buildMissingPages, REPOSITORY } from './build-missing.ts';
import { openLink } from './open-link.ts';
import { serveConsole } from './serve-console.ts';

// The server wants pages to be there; the browser gets them from Vite.
await buildMissingPages((line) => console.log(line));
const { server, url, link } = await serveConsole();
const signIn = new URL(link);
const toEngine = { target: url, changeOrigin: true, headers: { origin: url } };
const vite = await createServer({
  configFile: join(REPOSITORY, 'vite.config.ts'),
  server: { proxy: { '/rpc': toEngine, [signIn.pathname]: toEngine } },
});
await vite.listen();
const pages = vite.resolvedUrls?.local[0] ?? '';
const own = new URL(signIn.pathname + signIn.search, pages).href;
console.log(`The console, with hot reload: ${own}`);
openLink(own);

const end = (): void => void vite.close().then(() => server.kill('SIGTERM'));
process.on('SIGINT', end);
process.on('SIGTERM', end);
server.once('exit', (code) => process.exit(code ?? 0));
