// What the program does for the operator besides showing pages: news, power, starting at login, diagnostics, its log.

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { answerWith, clickNotification, readRecords } from '../support/desktop-records.ts';
import { connect, RUN_ROWS, startSlowRun, startWithSites, statusOf } from '../support/engine-words.ts';
import { runtimes } from '../support/runtimes.ts';
import { closeWindow, eventually, useDesktop, windowState } from '../support/use-desktop.ts';

const CANARY = 'canary-Pa55word-of-the-plant';

/** The entries of a ZIP file, by their names. */
function unzip(file: Buffer): Map<string, string> {
  const entries = new Map<string, string>();
  for (let at = 0; file.readUInt32LE(at) === 0x04034b50;) {
    const packed = file.readUInt32LE(at + 18);
    const nameEnd = at + 30 + file.readUInt16LE(at + 26);
    const begin = nameEnd + file.readUInt16LE(at + 28);
    const name = file.subarray(at + 30, nameEnd).toString('utf8');
    entries.set(name, inflateRawSync(file.subarray(begin, begin + packed)).toString('utf8'));
    at = begin + packed;
  }
  return entries;
}

describe.each(runtimes())('the desktop on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  it('keeps the computer awake while a run lives, and not longer', async () => {
    const { sandbox, environment } = await desktop.startSandbox({ synthetic: { rows: RUN_ROWS } });
    const app = await desktop.launch({ environment });
    await connect(app.page);
    expect((await readRecords(app.electron)).blockers).toBe(0);
    const run = await startSlowRun(app, sandbox);
    await eventually(async () => expect((await readRecords(app.electron)).blockers).toBe(1));
    expect((await readRecords(app.electron)).toolTip).toMatch(/^SyncFlow: Running synthetic_part/);
    sandbox.control.faults.clear();
    await eventually(async () => expect(await statusOf(app.page, run)).toBe('completed'));

    await eventually(async () => expect((await readRecords(app.electron)).blockers).toBe(0));
    expect((await readRecords(app.electron)).toolTip).toBe('SyncFlow: Idle');
  });

  it('tells how things stand when that changes, not of each run', async () => {
    const { sandbox, environment } = await desktop.startSandbox({ synthetic: { rows: 1500 } });
    const app = await desktop.launch({ environment });
    const first = await startSlowRun(app, sandbox);
    sandbox.control.faults.clear();
    const titles = async () => (await readRecords(app.electron)).notifications.map(({ title }) => title);
    const ended = async (run: string) => {
      await eventually(async () => expect(['running', 'pending']).not.toContain(await statusOf(app.page, run)));
      await eventually(async () => expect((await readRecords(app.electron)).toolTip).toBe('SyncFlow: Idle'));
      return statusOf(app.page, run);
    };
    const syncWith = async (sites: readonly string[]) => ended(await startWithSites(app, sites));

    // All is well, as it was: nothing to tell.
    expect(await ended(first)).toBe('completed');
    expect(await titles()).toEqual([]);
    expect(await syncWith(['S2', 'S3', 'S4'])).toBe('completed_with_failures');
    expect(await syncWith(['S2', 'S3', 'S4'])).toBe('completed_with_failures');
    expect(await titles()).toEqual(['SyncFlow: records failed']);
    expect(await syncWith(['S1', 'S2', 'S3', 'S4'])).toBe('completed');
    expect(await syncWith(['S1', 'S2', 'S3', 'S4'])).toBe('completed');
    expect(await titles()).toEqual(['SyncFlow: records failed', 'SyncFlow: all well again']);
  });

  it('leads from the notification to the page that tells more', async () => {
    const app = await desktop.launch({ environment: { SYNCFLOW_LOG_LEVEL: 'loud' } });
    await app.page.evaluate(() => window.probe.connect('desktop'));
    await eventually(async () => expect((await readRecords(app.electron)).notifications).toHaveLength(1));
    await closeWindow(app);
    await eventually(async () => expect(await windowState(app)).toBe('hidden'));
    await clickNotification(app.electron);

    await eventually(async () => expect(await windowState(app)).toBe('shown'));
    const path = await app.page.evaluate(async () => {
      const pages = await window.probe.desktop().app.watch_navigation({});
      const first = await pages.next();
      return first.done === true ? null : first.value.path;
    });
    expect(path).toBe('/');
  });

  it('tells nothing where the operator does not want to be told', async () => {
    writeFileSync(join(desktop.folders().user, 'desktop.json'), JSON.stringify({ notify: false }));
    const app = await desktop.launch({ environment: { SYNCFLOW_LOG_LEVEL: 'loud' } });
    await eventually(async () => expect((await readRecords(app.electron)).toolTip).toMatch(/needs you$/));

    expect((await readRecords(app.electron)).notifications).toEqual([]);
  });

  it('starts at login, hidden, by an entry of its own, and stops doing so', async () => {
    const entry = join(desktop.folders().config, 'autostart/com.syncflow.console.desktop');
    const other = join(desktop.folders().config, 'autostart/other.desktop');
    mkdirSync(join(desktop.folders().config, 'autostart'), { recursive: true });
    writeFileSync(other, '[Desktop Entry]\n');
    const app = await desktop.launch();
    await connect(app.page);
    const want = (wanted: boolean) =>
      app.page.evaluate((on) => window.probe.desktop().preferences.save({ start_at_login: on }), wanted);
    const isSet = () => app.page.evaluate(async () => (await window.probe.desktop().app.info({})).starts_at_login);

    await want(true);
    await eventually(() => expect(existsSync(entry)).toBe(true));
    expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=".*electron" ".*" "--hidden"$/m);
    expect(await isSet()).toBe(true);
    // Switched off in the desktop's own settings: nothing else that is saved here switches it on again.
    writeFileSync(entry, `${readFileSync(entry, 'utf8')}Hidden=true\n`);
    await app.page.evaluate(() => window.probe.desktop().preferences.save({ theme: 'dark' }));
    expect(await isSet()).toBe(false);
    await want(false);
    await eventually(() => expect(existsSync(entry)).toBe(false));
    expect(readFileSync(other, 'utf8')).toBe('[Desktop Entry]\n');
  });

  it('packs diagnostics without a secret, and shows before what is in them', async () => {
    const { environment } = await desktop.startSandbox();
    const app = await desktop.launch({
      environment: { ...environment, SYNCFLOW_SCHEDULEHUB_PASSWORD: `${CANARY}-of-the-environment` },
    });
    await connect(app.page);
    await app.page.evaluate(
      (password) => window.probe.desktop().secrets.save({ system: 'apismith', password }),
      CANARY,
    );
    await app.electron.evaluate((_electron, canary) => {
      // As a mistake in a library would print it.
      void Promise.reject(new Error(`login with ${canary} at https://user:${canary}@erp.example refused`));
      void Promise.reject(new Error(`Authorization: Bearer ${canary}.abc`));
    }, CANARY);
    const path = join(desktop.folders().base, 'diagnostics.zip');
    await answerWith(app.electron, { savePath: path });
    await eventually(() => expect(app.log().filter(({ level }) => level === 'error').length).toBeGreaterThan(1));
    const { listed, saved } = await app.page.evaluate(async () => {
      const { diagnostics } = window.probe.desktop();
      const { files } = await diagnostics.list({});
      return { listed: files.map(({ name }) => name), saved: await diagnostics.save({}) };
    });

    expect(saved).toEqual({ path });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const entries = unzip(readFileSync(path));
    expect([...entries.keys()]).toEqual(listed);
    expect(listed).toEqual(['about.json', 'logs/syncflow.log']);
    for (const [name, content] of entries) expect(`${name}: ${content}`).not.toContain(CANARY);
    expect(entries.get('logs/syncflow.log')).toContain('A promise was rejected');
    expect(JSON.parse(entries.get('about.json') ?? '')).toMatchObject({ program: { version: '0.0.0-test' } });
    expect(readFileSync(join(desktop.folders().user, 'logs/syncflow.log'), 'utf8')).not.toContain(CANARY);
  });

  it('saves nothing when the operator thinks better of it', async () => {
    const app = await desktop.launch();
    await connect(app.page);

    expect(await app.page.evaluate(() => window.probe.desktop().diagnostics.save({}))).toEqual({ path: null });
  });

  it('begins a new log file when one is full, readable by this user only', async () => {
    const logs = join(desktop.folders().user, 'logs');
    mkdirSync(logs);
    const line = `${JSON.stringify({ level: 'info', message: 'an earlier day' })}\n`;
    writeFileSync(join(logs, 'syncflow.log'), line.repeat(Math.ceil((5 * 1024 * 1024) / line.length)));
    const app = await desktop.launch();
    await connect(app.page);

    expect(readFileSync(join(logs, 'syncflow.1.log'), 'utf8').startsWith(line)).toBe(true);
    const now = join(logs, 'syncflow.log');
    expect(readFileSync(now, 'utf8')).toContain('The engine changed its state');
    expect(statSync(now).mode & 0o777).toBe(0o600);
  });

  it('copies, and shows its folders', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    await app.page.evaluate(async () => {
      // Where the data lies is known once the engine is there.
      await window.probe.engine().settings.get({});
      const desk = window.probe.desktop();
      await desk.app.copy_text({ text: '4711' });
      await desk.app.show_folder({ folder: 'logs' });
      await desk.app.show_folder({ folder: 'data' });
    });

    const { copied, folders } = await readRecords(app.electron);
    expect({ copied, folders }).toEqual({
      copied: '4711',
      folders: [join(desktop.folders().user, 'logs'), desktop.folders().data],
    });
  });
});
