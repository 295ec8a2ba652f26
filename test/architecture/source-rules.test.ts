// What no import rule can see: where SQL is written, how long files are, which Node runs the suite.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '../..');

function sourcesIn(...folders: readonly string[]): readonly { readonly file: string; readonly text: string }[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .filter((file) => file.endsWith('.ts') && !file.includes(`${sep}data${sep}`))
    .map((file) => ({ file: file.split(sep).join('/'), text: readFileSync(join(repository, file), 'utf8') }));
}

/** How a statement of either dialect begins; a sentence for the operator never reads like this. */
const SQL_START =
  /^\s*(select\s[^]*\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|replace\s+into\s|update\s+\S+\s+set\s|delete\s+from\s+\w+(\s+where\s|\s*;?\s*$)|with\s+\w+(\s*\([^)]*\))?\s+as\s*\(|(create|alter|drop)\s+(unique\s+)?(table|index|view|trigger|schema)\s|pragma\s+\w+|begin\s+(immediate|exclusive|transaction)\b|vacuum(\s+into\b|\s*;?\s*$)|attach\s+database\s)/i;

/** The SQL statements written in a TypeScript source: string and template literals only, so comments may name them. */
function findSql(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const literal = node.getText().slice(1, -1);
      if (SQL_START.test(literal)) found.push(literal);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

describe('SQL', () => {
  it('stands in db/ and repositories/ only', () => {
    const elsewhere = sourcesIn('engine')
      .filter(({ file }) => !/^engine\/(db|repositories)\//.test(file))
      .flatMap(({ file, text }) => findSql(text).map((sql) => `${file}: ${sql}`));
    expect(elsewhere).toEqual([]);
  });

  it.each([
    "const rows = db.all('select uid from sync_batches where entity_name = ?');",
    'const sql = `select ${columns} from ledger`;',
    "run('  INSERT OR IGNORE INTO ledger (bk_hash) values (?)');",
    "run('update outbox set state = ?');",
    "run('delete from ledger');",
    'run(`delete from ledger where entity_name = ?`);',
    "run('with due as (select 1) select * from due');",
    "run('create unique index i on ledger (bk_hash)');",
    "run('pragma journal_mode = wal');",
    "run('begin immediate');",
    "run('vacuum into ?');",
  ])('is found in %s', (source) => {
    expect(findSql(source)).toHaveLength(1);
  });

  it.each([
    '// select uid from sync_batches',
    "log('Pick one: select, insert or update.');",
    "throw usage('Update the entity file, then set a time zone.');",
    "option('--delete', 'delete from ScheduleHub what the ERP no longer has');",
  ])('is not found in %s', (source) => {
    expect(findSql(source)).toEqual([]);
  });
});

describe('source files', () => {
  it('stay under 500 lines', () => {
    const long = sourcesIn('engine', 'sandbox', 'test')
      .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 500);
    expect(long).toEqual([]);
  });

  it('silence no linter and no compiler', () => {
    // Put together here, so that this file does not find itself.
    const suppression = new RegExp(['eslint-' + 'disable', '@ts-' + '(ignore|nocheck)', 'v8 ' + 'ignore'].join('|'));
    const silenced = sourcesIn('engine', 'sandbox', 'test').filter(({ text }) => suppression.test(text));
    expect(silenced.map(({ file }) => file)).toEqual([]);
  });
});

describe('Node', () => {
  it('is the version that package.json pins, also inside npm scripts', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    const inScripts = execFileSync('npm', ['exec', '--offline', '--', 'node', '--version'], {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect([process.version, inScripts.trim()]).toEqual([`v${devDependencies.node}`, `v${devDependencies.node}`]);
  });
});
