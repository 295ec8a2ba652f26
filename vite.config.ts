// Builds the console's pages: `vite build` to dist/renderer, `vite` for hot reload while working on them.

import react from '@vitejs/plugin-react';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** Where `npm run dev` started the engine; its server must be asked by its own name. */
const ENGINE_URL = process.env['SYNCFLOW_DEV_ENGINE'] ?? 'http://127.0.0.1:8008';

export default defineConfig({
  root: resolve(import.meta.dirname, 'renderer'),
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    // No data: addresses for fonts and scripts: the policy of the pages does not allow them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/rpc': { target: ENGINE_URL, changeOrigin: true, headers: { origin: ENGINE_URL } } },
  },
});
