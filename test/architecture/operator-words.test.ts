// What the engine says reaches the console and the command line alike: no sentence of it may name a command, a flag or an
// environment variable. Those are added where they are true, by the command line (engine/headless/cli/hint-of.ts).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ENGINE = join(import.meta.dirname, '../../engine');
const COMMAND_LINE_WORDS = /SYNCFLOW_|\bsyncflow [a-z]|(?<![\w-])--[a-z]/;

/** Texts of a source file that are more than a name: literals with a space in them. */
function sentencesOf(path: string, text: string): readonly string[] {
  const sentences: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) sentences.push(node.text);
    else if (ts.isTemplateExpression(node)) {
      sentences.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return sentences.filter((sentence) => sentence.trim().includes(' '));
}

const files = readdirSync(ENGINE, { recursive: true, encoding: 'utf8' }).filter(
  // The style sheet of a report has `--names` of its own.
  (file) => file.endsWith('.ts') && !/^headless[/\\]/.test(file) && !/html-page\.ts$/.test(file),
);

describe('the sentences of the engine', () => {
  it('name no command, flag or environment variable', () => {
    const sentences = files.flatMap((file) =>
      sentencesOf(file, readFileSync(join(ENGINE, file), 'utf8')).map((sentence) => `${file}: ${sentence}`),
    );
    expect(sentences.length).toBeGreaterThan(500);
    expect(sentences.filter((sentence) => COMMAND_LINE_WORDS.test(sentence))).toEqual([]);
  });

  it.each([
    ['const a = "Set SYNCFLOW_DATA_DIR first.";', true],
    ['const a = `Run "syncflow stop ${uid}".`;', true],
    ['const a = `Use ${one} or --full instead.`;', true],
    ['const a = "--data-dir";', false],
    ['const a = "SyncFlow goes on.";', false],
  ])('are found in %s', (source, isFound) => {
    expect(sentencesOf('a.ts', source).some((sentence) => COMMAND_LINE_WORDS.test(sentence))).toBe(isFound);
  });
});
