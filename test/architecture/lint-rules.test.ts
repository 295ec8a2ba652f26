// The linter still sees what it is there for: each rule finds a planted mistake and leaves its correction alone.

import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint({ cwd: join(import.meta.dirname, '../..') });

/** The rules that find something in `text`, were it the content of `file`. */
async function rulesBrokenBy(file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: file, warnIgnored: true });
  return [...new Set(result?.messages.map((message) => message.ruleId))];
}

interface Mistake {
  readonly rule: string;
  /** A file of the repository, whose place decides which rules hold and which types are known. */
  readonly file: string;
  readonly wrong: string;
  readonly right: string;
}

const engine = 'engine/host.ts';
const test = 'test/architecture/lint-rules.test.ts';
const PROMISE = 'declare function save(): Promise<void>;\n';

const MISTAKES: readonly Mistake[] = [
  {
    rule: '@typescript-eslint/no-explicit-any',
    file: engine,
    wrong: '// Rows.\nexport type Row = any;\n',
    right: '// Rows.\nexport type Row = unknown;\n',
  },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: engine,
    wrong: `// Saves.\n${PROMISE}save();\n`,
    right: `// Saves.\n${PROMISE}await save();\n`,
  },
  {
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    file: engine,
    wrong: "// Ends.\nexport function end(k: 'a' | 'b'): void {\n  switch (k) {\n    case 'a':\n      break;\n  }\n}\n",
    right: '// Ends.\nexport const end = 1;\n',
  },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    file: engine,
    wrong:
      "// Logs.\nimport { EngineErrorKind } from './failures/engine-error.ts';\nexport type Kind = EngineErrorKind;\n",
    right:
      "// Logs.\nimport type { EngineErrorKind } from './failures/engine-error.ts';\nexport type Kind = EngineErrorKind;\n",
  },
  {
    rule: 'house/reason-for-cast',
    file: engine,
    wrong: '// Parses.\n\nexport const size = JSON.parse("1") as number;\n',
    right: '// Parses.\n\n// Safe: the text is a number.\nexport const size = JSON.parse("1") as number;\n',
  },
  {
    rule: 'house/few-parameters',
    file: engine,
    wrong:
      '// Adds.\nexport function add(a: number, b: number, c: number, d: number): number {\n  return a + b + c + d;\n}\n',
    right: '// Adds.\nexport function add(a: number, b: number, c: number): number {\n  return a + b + c;\n}\n',
  },
  {
    rule: 'house/opening-comment',
    file: engine,
    wrong: 'export const one = 1;\n// Counts.\n',
    right: '// Counts.\n//\n//   one ─▶ two ─▶ three\n//\n// Promises: a\n// b\n// c\n// d\n\nexport const one = 1;\n',
  },
  {
    rule: 'house/kebab-case-file',
    file: 'StartSync.js',
    wrong: 'export const one = 1;\n',
    right: '',
  },
  {
    rule: 'no-else-return',
    file: engine,
    wrong:
      '// Signs.\nexport function sign(n: number): number {\n  if (n < 0) {\n    return -1;\n  } else {\n    return 1;\n  }\n}\n',
    right: '// Signs.\nexport const sign = (n: number): number => (n < 0 ? -1 : 1);\n',
  },
  {
    rule: 'no-console',
    file: engine,
    wrong: "// Prints.\nconsole.log('here');\n",
    right: '// Prints nothing.\nexport {};\n',
  },
  {
    rule: 'no-restricted-syntax',
    file: engine,
    wrong: "// Stops.\nthrow new Error('stop');\n",
    right:
      "// Stops.\nimport { EngineError } from './failures/engine-error.ts';\nthrow new EngineError('limit', 'stop');\n",
  },
  {
    rule: 'no-restricted-syntax',
    file: engine,
    wrong: '// Dates.\nexport const at = Date.now();\n',
    right: '// Dates.\nexport const at = new Date(0);\n',
  },
  {
    rule: 'no-restricted-syntax',
    file: test,
    wrong: "import { it } from 'vitest';\nit.only('holds', () => {});\n",
    right: "import { it } from 'vitest';\nit('holds', () => {});\n",
  },
];

describe('the linter', () => {
  it.each(MISTAKES)('$rule finds $wrong', async ({ rule, file, wrong, right }) => {
    expect(await rulesBrokenBy(file, wrong)).toContain(rule);
    if (right !== '') expect(await rulesBrokenBy(file, right)).not.toContain(rule);
  });

  it('does not let itself be silenced', async () => {
    const silence = ['eslint', 'disable-next-line'].join('-');
    const text = `// Rows.\n// ${silence} @typescript-eslint/no-explicit-any\nexport type Row = any;\n`;
    expect(await rulesBrokenBy(engine, text)).toContain('@typescript-eslint/no-explicit-any');
  });

  it('finds nothing in a file that is as it should be', async () => {
    expect(await rulesBrokenBy(engine, '// One.\n\n/** The first number. */\nexport const one = 1;\n')).toEqual([]);
  });
});
