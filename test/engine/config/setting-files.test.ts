// The files settings live in: whole or as before, and never left half-written.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettingsFile, writePrivateFile, writeSettingsFile } from '../../../engine/config/setting-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncflow-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a settings file', () => {
  it('is written into a folder that is not there yet, and nothing else is left', () => {
    const path = join(folder, 'new', 'settings.json');
    writeSettingsFile(path, { a: 1 });
    writeSettingsFile(path, { a: 2 });
    expect(readSettingsFile(path, { mustExist: true })).toEqual({ a: 2 });
    expect(readdirSync(join(folder, 'new'))).toEqual(['settings.json']);
  });

  it('replaces what a killed program left half-written', () => {
    const path = join(folder, 'settings.json');
    writeFileSync(`${path}.new`, '{"half');
    writePrivateFile(path, { a: 1 });
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['{\n  "a": 1\n}\n', ['settings.json']]);
  });

  it('that cannot be written is named, with what to look at', () => {
    const path = join(folder, 'settings.json');
    mkdirSync(join(path, 'in-the-way'), { recursive: true });
    expect(() => writeSettingsFile(path, {})).toThrow(`The file ${path} cannot be written. Nothing was saved.`);
  });

  it('may be missing only where it need not be there', () => {
    const path = join(folder, 'none.json');
    expect(readSettingsFile(path, { mustExist: false })).toBeNull();
    expect(() => readSettingsFile(path, { mustExist: true })).toThrow(path);
  });

  it.each(['[]', '"text"', 'null'])('that holds %s is refused', (text) => {
    const path = join(folder, 'settings.json');
    writeFileSync(path, text);
    expect(() => readSettingsFile(path, { mustExist: true })).toThrow('must hold one JSON object');
  });
});
