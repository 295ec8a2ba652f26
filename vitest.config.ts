import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'plain',
          include: ['test/**/*.test.ts'],
          exclude: ['test/data/**', 'test/desktop/specs/**', 'test/e2e/specs/**', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        // These start the whole program: built once before them.
        test: {
          name: 'desktop',
          include: ['test/desktop/specs/**/*.test.ts'],
          globalSetup: ['test/desktop/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        // The console in a browser, against a sandbox, an engine and a server: started by each file.
        test: {
          name: 'e2e',
          include: ['test/e2e/specs/**/*.test.ts'],
          globalSetup: ['test/e2e/support/global-setup.ts'],
          sequence: { groupOrder: 1 },
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
    environment: 'node',
    // Forks, not threads: native modules, process signals and working directories behave as in the product.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/support/fail-on-leftovers.ts'],
    reporters: ['default', './test/support/plain-summary-reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['engine/**/*.ts'],
      // Runs as WebAssembly.
      exclude: ['engine/record/wasm/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 90 },
    },
  },
});
