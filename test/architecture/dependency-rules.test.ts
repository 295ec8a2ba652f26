// The import rules of .dependency-cruiser.cjs hold for the repository, and each of them still bites.

import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterEach, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '../..');
// Safe: the file is checked by dependency-cruiser itself when `npm run check` loads it.
const configuration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IConfiguration;
const rules: readonly IForbiddenRuleType[] = configuration.forbidden ?? [];

/** Cruises the parts of `root` with the repository's rules. */
async function cruiseTree(root: string): Promise<ICruiseResult> {
  const { tsConfig: _file, ...options } = configuration.options ?? {};
  const parts = ['engine', 'sandbox', 'main', 'renderer', 'test'].filter((part) => readdirSync(root).includes(part));
  const { output } = await cruise(parts, {
    ...options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: [...rules] },
  });
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered text instead of a result');
  return output;
}

function typescriptFilesIn(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
}

describe('the repository', () => {
  it('keeps every import rule in every module', async () => {
    const { modules, summary } = await cruiseTree(repository);
    const cruised = modules.map((module) => module.source).filter((source) => /^engine\/.*\.ts$/.test(source));

    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
    expect(cruised.length).toBeGreaterThanOrEqual(typescriptFilesIn('engine').length);
    expect(summary.totalDependenciesCruised ?? 0).toBeGreaterThan(typescriptFilesIn('engine').length / 2);
  });
});

/** One breach of a rule: an importing file and what it imports (a file beside it in the tree, or a package). */
interface Breach {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const BREACHES: readonly Breach[] = [
  { rule: 'layer-contract', from: 'engine/contract/part.ts', to: 'engine/record/ids.ts' },
  { rule: 'layer-record-failures-events-host-config', from: 'engine/failures/reject.ts', to: 'engine/db/open.ts' },
  { rule: 'layer-record-failures-events-host-config', from: 'engine/host.ts', to: 'engine/clients/pool.ts' },
  {
    rule: 'layer-db-clients-normalize-ledger-samples-reports',
    from: 'engine/ledger/index.ts',
    to: 'engine/repositories/a.ts',
  },
  { rule: 'layer-repositories', from: 'engine/repositories/ledger.ts', to: 'engine/schedule/window.ts' },
  { rule: 'layer-schedule-stages', from: 'engine/stages/1-fetch.ts', to: 'engine/pipeline/pipeline.ts' },
  { rule: 'layer-pipeline', from: 'engine/pipeline/pipeline.ts', to: 'engine/operations/start-sync.ts' },
  { rule: 'layer-operations', from: 'engine/operations/start-sync.ts', to: 'engine/api/router.ts' },
  { rule: 'layer-api', from: 'engine/api/router.ts', to: 'engine/create-engine.ts' },
  { rule: 'layer-create-engine', from: 'engine/create-engine.ts', to: 'engine/index.ts' },
  { rule: 'layer-index', from: 'engine/index.ts', to: 'engine/headless/worker.ts' },
  { rule: 'engine-file-has-a-layer', from: 'engine/helpers/text.ts', to: 'engine/record/ids.ts' },
  { rule: 'contract-imports-only-zod-and-orpc', from: 'engine/contract/part.ts', to: 'undici' },
  { rule: 'only-pipeline-runs-stages', from: 'engine/operations/replay.ts', to: 'engine/stages/1-fetch.ts' },
  { rule: 'stages-do-not-know-each-other', from: 'engine/stages/2-normalize.ts', to: 'engine/stages/1-fetch.ts' },
  { rule: 'only-db-loads-a-driver', from: 'engine/repositories/ledger.ts', to: 'better-sqlite3' },
  { rule: 'only-db-loads-a-driver', from: 'engine/operations/state.ts', to: 'pg' },
  { rule: 'only-db-loads-a-driver', from: 'engine/ledger/index.ts', to: 'node:sqlite' },
  { rule: 'orpc-stays-at-the-edges', from: 'engine/operations/start-sync.ts', to: '@orpc/server' },
  { rule: 'engine-is-plain-node', from: 'engine/headless/worker.ts', to: 'electron' },
  { rule: 'engine-is-plain-node', from: 'engine/api/page.ts', to: 'react' },
  { rule: 'engine-does-not-know-the-sandbox', from: 'engine/headless/cli/sync.ts', to: 'sandbox/create-sandbox.ts' },
  { rule: 'engine-does-not-know-the-sandbox', from: 'engine/headless/serve.ts', to: 'sandbox/bench/receiver.ts' },
  {
    rule: 'sandbox-borrows-only-plain-parts',
    from: 'sandbox/bench/receiver.ts',
    to: 'engine/headless/bench/worker.ts',
  },
  { rule: 'sandbox-borrows-only-plain-parts', from: 'sandbox/server.ts', to: 'engine/clients/pool.ts' },
  { rule: 'only-db-loads-a-driver', from: 'main/desktop.ts', to: 'better-sqlite3' },
  { rule: 'orpc-stays-at-the-edges', from: 'main/tray/tray.ts', to: '@orpc/server' },
  { rule: 'engine-does-not-know-its-screens', from: 'engine/headless/worker.ts', to: 'main/latest.ts' },
  { rule: 'only-main-imports-electron', from: 'sandbox/server.ts', to: 'electron' },
  { rule: 'only-main-imports-electron', from: 'renderer/app/shell.ts', to: 'electron' },
  { rule: 'main-uses-the-front-door', from: 'main/tray/tray.ts', to: 'engine/repositories/ledger.ts' },
  { rule: 'main-uses-the-front-door', from: 'main/window.ts', to: 'renderer/app/shell.ts' },
  { rule: 'engine-process-runs-without-electron', from: 'main/engine/engine-process.ts', to: 'electron' },
  { rule: 'preload-knows-only-the-bridge', from: 'main/preload/preload.ts', to: 'main/latest.ts' },
  { rule: 'desktop-contract-is-read-in-pages', from: 'main/contract/desktop-contract.ts', to: 'main/latest.ts' },
  { rule: 'product-needs-no-dev-dependency', from: 'main/desktop.ts', to: 'ajv' },
  { rule: 'orpc-stays-at-the-edges', from: 'renderer/state/runs.ts', to: '@orpc/server' },
  { rule: 'renderer-sees-only-contracts', from: 'renderer/features/runs/store.ts', to: 'engine/record/ids.ts' },
  { rule: 'renderer-sees-only-contracts', from: 'renderer/api/desktop.ts', to: 'main/desktop.ts' },
  { rule: 'renderer-layers-ui', from: 'renderer/ui/grid.ts', to: 'renderer/api/engine.ts' },
  { rule: 'renderer-layers-ui', from: 'renderer/ui/status.ts', to: 'engine/contract/batch.ts' },
  { rule: 'renderer-layers-api', from: 'renderer/api/engine.ts', to: 'renderer/state/runs.ts' },
  { rule: 'renderer-layers-state', from: 'renderer/state/runs.ts', to: 'renderer/ui/format.ts' },
  { rule: 'renderer-layers-parts', from: 'renderer/parts/log.ts', to: 'renderer/features/runs/page.ts' },
  {
    rule: 'features-do-not-know-each-other',
    from: 'renderer/features/runs/page.ts',
    to: 'renderer/features/failed/row.ts',
  },
  { rule: 'features-do-not-know-each-other', from: 'renderer/features/runs/page.ts', to: 'renderer/app/routes.ts' },
  { rule: 'only-renderer-loads-react', from: 'main/window.ts', to: 'react' },
  { rule: 'nothing-imports-test', from: 'engine/record/ids.ts', to: 'test/support/fake-clock.ts' },
  { rule: 'imports-exist', from: 'engine/record/ids.ts', to: 'no-such-package' },
  { rule: 'product-needs-no-dev-dependency', from: 'engine/clients/pool.ts', to: 'ajv' },
  { rule: 'product-needs-no-dev-dependency', from: 'engine/headless/bench/run-bench.ts', to: 'ajv' },
  { rule: 'product-needs-no-dev-dependency', from: 'sandbox/bench/receiver.ts', to: 'ajv' },
];

const ALLOWED: readonly Omit<Breach, 'rule'>[] = [
  { from: 'main/desktop.ts', to: 'electron' },
  { from: 'main/desktop.ts', to: 'engine/index.ts' },
  { from: 'main/desktop-api.ts', to: '@orpc/server' },
  { from: 'main/launch/build-desktop.ts', to: 'ajv' },
  { from: 'main/preload/preload.ts', to: 'main/contract/desktop-bridge.ts' },
  { from: 'test/desktop/standin/strict.ts', to: 'electron' },
  { from: 'engine/headless/cli/demo.ts', to: 'sandbox/create-sandbox.ts' },
  { from: 'engine/headless/cli/sandbox.ts', to: 'sandbox/create-sandbox.ts' },
  { from: 'engine/headless/bench/worker.ts', to: 'sandbox/bench/receiver.ts' },
  { from: 'sandbox/bench/peers/duckdb.ts', to: 'ajv' },
  { from: 'sandbox/rows.ts', to: 'engine/record/ids.ts' },
  { from: 'sandbox/store.ts', to: 'better-sqlite3' },
  { from: 'engine/db/sqlite-database.ts', to: 'better-sqlite3' },
  { from: 'engine/pipeline/pipeline.ts', to: 'engine/stages/1-fetch.ts' },
  { from: 'engine/contract/part.ts', to: 'zod' },
  { from: 'renderer/features/runs/page.ts', to: 'engine/contract/batch.ts' },
  { from: 'renderer/features/runs/page.ts', to: 'renderer/features/runs/row.ts' },
  { from: 'renderer/app/routes.ts', to: 'renderer/features/runs/page.ts' },
  { from: 'test/engine/ids.test.ts', to: 'engine/record/ids.ts' },
];

const PACKAGES = ['better-sqlite3', 'pg', 'undici', '@orpc/server', 'electron', 'react', 'zod'];

describe('a planted violation', () => {
  const trees: string[] = [];
  afterEach(() => {
    for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true });
  });

  /** Writes files into a new tree that has the packages installed, and cruises it. */
  async function violationsIn(files: Readonly<Record<string, string>>): Promise<string[]> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'syncflow-rules-')));
    trees.push(root);
    const all: Record<string, string> = {
      'package.json': JSON.stringify({
        dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '1.0.0'])),
        devDependencies: { ajv: '1.0.0' },
      }),
      ...files,
    };
    for (const name of [...PACKAGES, 'ajv']) {
      all[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' });
      all[`node_modules/${name}/index.js`] = 'module.exports = {};';
    }
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { summary } = await cruiseTree(root);
    return summary.violations.map((violation) => violation.rule.name);
  }

  /** `from` importing `to`, as types and as values do: with the extension of the file. */
  function treeWith({ from, to }: Omit<Breach, 'rule'>): Record<string, string> {
    if (!to.endsWith('.ts')) return { [from]: `import * as it from '${to}';\nexport const seen = it;\n` };
    const way = `${'../'.repeat(from.split('/').length - 1)}${to}`;
    return {
      [from]: `import { value } from '${way}';\nexport const seen = value;\n`,
      [to]: 'export const value = 1;\n',
    };
  }

  it.each(BREACHES)('$rule: $from may not import $to', async (breach) => {
    expect(await violationsIn(treeWith(breach))).toContain(breach.rule);
  });

  it('no-cycles: two files may not import each other, nor may their types', async () => {
    const cycle = {
      'engine/record/a.ts': "import { b } from './b.ts';\nexport const a = 1 + b;\n",
      'engine/record/b.ts': "import type { a } from './a.ts';\nexport const b: typeof a = 1;\n",
    };
    expect(await violationsIn(cycle)).toContain('no-cycles');
  });

  it('is found in a type import as well', async () => {
    const tree = {
      'engine/record/ids.ts': "import type { Row } from '../db/open.ts';\nexport const row: Row = 1;\n",
      'engine/db/open.ts': 'export type Row = number;\n',
    };
    expect(await violationsIn(tree)).toContain('layer-record-failures-events-host-config');
  });

  it.each(ALLOWED)('is not seen where $from imports $to', async (pair) => {
    expect(await violationsIn(treeWith(pair))).toEqual([]);
  });

  it('is planted for each rule there is', () => {
    const planted = new Set([...BREACHES.map(({ rule }) => rule), 'no-cycles']);
    expect(rules.map(({ name }) => name).filter((name) => name === undefined || !planted.has(name))).toEqual([]);
  });
});
