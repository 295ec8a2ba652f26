// The preferences of this computer: damage, and several saves at once.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES, openPreferences } from '../../../main/preferences/preferences.ts';
import { silentLog } from '../../support/test-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncflow-preferences-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = () => join(folder, 'desktop.json');

describe('preferences', () => {
  it.each([
    ['no file', null],
    ['half a file', '{"notify": fal'],
    ['another kind of file', '[1]'],
    ['a value that is none', '{"theme": "purple"}'],
    ['a member from a later version', '{"later": 1}'],
  ])('are the defaults with %s', async (_name, text) => {
    if (text !== null) writeFileSync(path(), text);
    expect((await openPreferences(folder, silentLog)).latest.get()).toEqual(DEFAULT_PREFERENCES);
  });

  it('keep what a shorter file of an earlier version says', async () => {
    writeFileSync(path(), '{"notify": false}');
    const { latest } = await openPreferences(folder, silentLog);
    expect(latest.get()).toEqual({ ...DEFAULT_PREFERENCES, notify: false });
  });

  it('are on disk as they were told last', async () => {
    const { save } = await openPreferences(folder, silentLog);
    await Promise.all([save({ theme: 'dark' }), save({ notify: false }), save({ theme: 'light' })]);
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual({ ...DEFAULT_PREFERENCES, notify: false, theme: 'light' });
  });

  it('can be saved again after a save that did not work', async () => {
    const { save } = await openPreferences(folder, silentLog);
    // In the way of the file that is written first.
    mkdirSync(`${path()}.new`);
    await expect(save({ theme: 'dark' })).rejects.toThrow();
    rmSync(`${path()}.new`, { recursive: true });
    await save({ notify: false });
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ notify: false });
  });
});
