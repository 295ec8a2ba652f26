// The autostart entry as desktops read it, and sleep that nobody announced.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartEntry, isAutostartEnabled } from '../../../main/lifecycle/autostart-entry.ts';
import { hasJumped } from '../../../main/lifecycle/clock-jump.ts';
import { createLoginItem, type LoginItemNeeds } from '../../../main/lifecycle/login-item.ts';

describe('the autostart entry', () => {
  it('quotes what a shell or a desktop would take apart', () => {
    const entry = autostartEntry('/opt/My Apps/100% "real" $HOME/sync`flow', ['--hidden']);
    // Twice: once for the argument, once for the value.
    expect(entry).toContain('Exec="/opt/My Apps/100%% \\\\"real\\\\" \\\\$HOME/sync\\\\`flow" "--hidden"\n');
  });

  it.each([
    ['as it is written', '', true],
    ['switched off by its user', 'Hidden=true\n', false],
    ['switched off by GNOME', 'X-GNOME-Autostart-enabled = false\n', false],
  ])('counts %s', (_name, more, isEnabled) => {
    expect(isAutostartEnabled(autostartEntry('/opt/syncflow', []) + more)).toBe(isEnabled);
  });
});

describe('the login item', () => {
  let configFolder: string;
  beforeEach(() => {
    configFolder = mkdtempSync(join(tmpdir(), 'syncflow-login-'));
  });
  afterEach(() => rmSync(configFolder, { recursive: true }));

  function item(platform: NodeJS.Platform) {
    const asked: unknown[] = [];
    const app: LoginItemNeeds['app'] = {
      setLoginItemSettings: (settings) => asked.push(settings),
      getLoginItemSettings: (options) => {
        asked.push(options);
        // Safe: only these two members are read.
        return { openAtLogin: true, executableWillLaunchAtLogin: false } as ReturnType<
          LoginItemNeeds['app']['getLoginItemSettings']
        >;
      },
    };
    return {
      asked,
      login: createLoginItem({ app, platform, program: '/opt/syncflow', parameters: ['.'], configFolder }),
    };
  }

  it('is a file on Linux, gone when it is not wanted', async () => {
    const { login, asked } = item('linux');
    expect(await login.isSet()).toBe(false);
    await login.set(true);
    const path = join(configFolder, 'autostart/com.syncflow.console.desktop');
    expect(readFileSync(path, 'utf8')).toContain('Exec="/opt/syncflow" "." "--hidden"');
    expect(await login.isSet()).toBe(true);
    writeFileSync(path, 'Hidden=true');
    expect(await login.isSet()).toBe(false);
    await login.set(false);
    await login.set(false);
    expect(await login.isSet()).toBe(false);
    expect(asked).toEqual([]);
  });

  it('is read back on Windows with the arguments it was set with, and as the task manager lets it', async () => {
    const { login, asked } = item('win32');
    await login.set(true);
    expect(await login.isSet()).toBe(false);
    expect(asked).toEqual([{ openAtLogin: true, args: ['.', '--hidden'] }, { args: ['.', '--hidden'] }]);
  });
});

describe('a jump of the clock', () => {
  const at = (wallMs: number, monotonicMs: number) => ({ wallMs, monotonicMs });

  it.each([
    ['time went on', at(0, 0), at(5000, 5000), false],
    ['a small correction', at(0, 0), at(64_000, 5000), false],
    ['an hour of sleep', at(0, 0), at(3_600_000, 5000), true],
    ['the clock was set back', at(3_600_000, 0), at(0, 5000), true],
  ])('%s', (_name, before, now, jumped) => {
    expect(hasJumped(before, now)).toBe(jumped);
  });
});
