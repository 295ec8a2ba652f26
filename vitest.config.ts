import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'plain',
          include: ['test/**/*.test.ts'],
          exclude: ['test/data/**', 'test/desktop/specs/**', '**/node_modules/**'],
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
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 90 },
    },
  },
});
