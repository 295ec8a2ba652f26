// The stand-in is honest: it has all that main asks of Electron, and what it lacks fails by name.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createStandin } from './standin/electron-module.ts';
import { StandinApp } from './standin/modules/app.ts';
import { strict, strictClass, strictEmitter } from './standin/strict.ts';
import { createValueCodec } from './standin/value-codec.ts';

const MAIN = join(import.meta.dirname, '../../main');

/** Names that main imports from electron as values, with the file that does. */
function electronImports(): { name: string; file: string }[] {
  const files = readdirSync(MAIN, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(MAIN, file), 'utf8');
    const lists = [...text.matchAll(/^import (?!type)\{([^}]*)\} from 'electron';/gm)].map(([, list = '']) => list);
    return lists
      .flatMap((list) => list.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => ({ name, file }));
  });
}

function standin(): object {
  // No browser: only what is there is looked at.
  return createStandin(new StandinApp([], import.meta.dirname), () => new Promise(() => undefined)).electron;
}

describe('the stand-in', () => {
  it('has every module of Electron that main imports', () => {
    const forMain = electronImports().filter(({ file }) => !file.startsWith('preload'));
    const names = Object.keys(standin());
    expect(forMain.length).toBeGreaterThan(20);
    expect(forMain.filter(({ name }) => !names.includes(name))).toEqual([]);
  });

  it('has for preload what preload imports', () => {
    const forPreload = electronImports().filter(({ file }) => file.startsWith('preload'));
    expect(forPreload.map(({ name }) => name).sort()).toEqual(['contextBridge', 'ipcRenderer']);
  });

  it.each([
    ['a module', ['screen'], 'electron.screen'],
    ['a function of a module', ['dialog', 'showCertificateTrustDialog'], 'dialog.showCertificateTrustDialog'],
    ['a member of app', ['app', 'dock'], 'app.dock'],
    ['a static member', ['BrowserWindow', 'getFocusedWindow'], 'BrowserWindow.getFocusedWindow'],
  ])('fails by name for what it lacks: %s', (_what, path, name) => {
    const look = (): unknown => path.reduce<object>((at, member) => Reflect.get(at, member) as object, standin());
    expect(look).toThrow(`The stand-in for Electron has no ${name}.`);
  });

  it('fails by name for members of its objects', () => {
    class Thing extends strictClass('Thing') {
      own = 1;
    }
    class Emitting extends strictEmitter('Emitting') {}
    expect(new Thing().own).toBe(1);
    expect(() => Reflect.get(new Thing(), 'other') as unknown).toThrow('no Thing.other');
    expect(() => Reflect.get(new Emitting(), 'other') as unknown).toThrow('no Emitting.other');
    expect(typeof new Emitting().on).toBe('function');
    expect(() => Reflect.get(strict('module', {}), 'other') as unknown).toThrow('no module.other');
  });

  it('is not taken for a promise, nor in the way of whoever prints it', async () => {
    expect(await Promise.resolve(standin())).toBeTypeOf('object');
    expect(JSON.stringify(strict('module', { a: 1 }))).toBe('{"a":1}');
  });
});

describe('values between processes', () => {
  const codec = createValueCodec();

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['numbers', [0, -1.5, NaN, Infinity]],
    ['big numbers', 2n ** 70n],
    ['dates', new Date(0)],
    ['maps and sets', new Map([['a', new Set([1, null])]])],
    ['bytes', new Uint8Array([0, 127, 255])],
    ['objects in objects', { a: [{ b: undefined, c: 'é' }] }],
  ])('arrive as they left: %s', (_name, value) => {
    expect(codec.decode(codec.encode(value))).toEqual(value);
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
  ])('do not leave: %s', (_name, value) => {
    expect(() => codec.encode({ value })).toThrow('An object could not be cloned.');
  });
});
