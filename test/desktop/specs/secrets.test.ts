// The passwords of both systems in the three ways a computer can keep them, and what never happens to them: written in
// the clear, shown to the page, or deleted because they could not be read.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect, engineState } from '../support/engine-words.ts';
import type { LaunchedApp } from '../support/launch-app.ts';
import { runtimes } from '../support/runtimes.ts';
import { eventually, useDesktop } from '../support/use-desktop.ts';

const CANARY = 'canary-Pa55word-of-the-plant';
const PASSPHRASE = 'correct horse battery staple';

/** Names of the files below the folder that hold the text; the browser's own profile is left out. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    return !name.startsWith('chromium') && statSync(path).isFile() && readFileSync(path).includes(text);
  });
}

function status({ page }: LaunchedApp) {
  return page.evaluate(() => window.probe.desktop().secrets.status({}));
}

async function save({ page }: LaunchedApp): Promise<void> {
  await page.evaluate((password) => window.probe.desktop().secrets.save({ system: 'apismith', password }), CANARY);
}

/** The engine was started anew with the password. */
async function engineHasIt(app: LaunchedApp): Promise<void> {
  await eventually(async () => {
    expect((await engineState(app.page)).phase).toBe('ready');
    await app.page.evaluate(() => window.probe.connect('engine'));
    const { connections } = await app.page.evaluate(() => window.probe.engine().connections.list({}));
    expect(connections.find(({ system }) => system === 'apismith')?.has_password).toBe(true);
  });
}

describe.each(runtimes())('passwords on $name', (runtime) => {
  const desktop = useDesktop(runtime);
  /** A computer whose key store protects; real Electron uses what is there. */
  const protecting = { environment: { STANDIN_SECRET_BACKEND: 'gnome_libsecret' } };
  const unprotected = {
    environment: { STANDIN_SECRET_BACKEND: 'basic_text' },
    parameters: ['--password-store=basic'],
  };

  async function launch(wish: Parameters<typeof desktop.launch>[0]): Promise<LaunchedApp> {
    const app = await desktop.launch(wish);
    await connect(app.page);
    return app;
  }
  const quit = async ({ electron, exitCode }: LaunchedApp): Promise<void> => {
    await electron.evaluate(({ app }) => app.quit());
    await exitCode;
  };

  it('are sealed by the key store, lent to the engine, and there again after a restart', async () => {
    const app = await launch(protecting);
    const { can_protect: canProtect } = await status(app);
    expect(canProtect || runtime.isReal).toBe(true);
    await save(app);
    await engineHasIt(app);
    expect((await status(app)).secrets[0]).toEqual({ system: 'apismith', state: canProtect ? 'stored' : 'session' });
    expect(filesWith(desktop.folders().base, CANARY)).toEqual([]);
    await quit(app);

    const next = await launch(protecting);
    expect((await status(next)).secrets[0]?.state).toBe(canProtect ? 'stored' : 'missing');
    if (canProtect) await engineHasIt(next);
  });

  it('are asked for each session where nothing protects them, and are nowhere on disk', async () => {
    const app = await launch(unprotected);
    expect(await status(app)).toMatchObject({ protection: 'session', can_protect: false, is_locked: false });
    await save(app);
    await engineHasIt(app);
    expect((await status(app)).secrets[0]?.state).toBe('session');
    expect(filesWith(desktop.folders().base, CANARY)).toEqual([]);
    await quit(app);

    expect((await status(await launch(unprotected))).secrets[0]?.state).toBe('missing');
  });

  it('are not said to be protected by a key store that protects nothing', async () => {
    const app = await launch(unprotected);
    const refusal = await app.page.evaluate(() =>
      window.probe
        .desktop()
        .secrets.protect({ protection: 'protected' })
        .then(
          () => 'accepted',
          (error: unknown) => String(error),
        ),
    );

    expect(refusal).toMatch(/no key store that protects passwords\. Nothing was changed\./);
  });

  it('open with the passphrase only', async () => {
    const app = await launch(unprotected);
    await save(app);
    await app.page.evaluate(
      (passphrase) => window.probe.desktop().secrets.protect({ protection: 'passphrase', passphrase }),
      PASSPHRASE,
    );
    expect((await status(app)).secrets[0]?.state).toBe('stored');
    expect(filesWith(desktop.folders().base, CANARY)).toEqual([]);
    expect(filesWith(desktop.folders().base, PASSPHRASE)).toEqual([]);
    await quit(app);

    const next = await launch(unprotected);
    const locked = await status(next);
    expect(locked).toMatchObject({ protection: 'passphrase', is_locked: true });
    expect(locked.secrets[0]?.state).toBe('locked');
    const unlock = (passphrase: string) =>
      next.page.evaluate((text) => window.probe.desktop().secrets.unlock({ passphrase: text }), passphrase);
    expect(await unlock('wrong horse battery staple')).toEqual({ is_unlocked: false });
    expect((await status(next)).secrets[0]?.state).toBe('locked');
    expect(await unlock(PASSPHRASE)).toEqual({ is_unlocked: true });
    expect((await status(next)).secrets[0]?.state).toBe('stored');
    await engineHasIt(next);
  });

  it('that cannot be opened any more are asked for again and stay on disk', async () => {
    const path = join(desktop.folders().user, 'secrets.json');
    const backend = runtime.isReal ? 'another_store' : 'gnome_libsecret';
    const text = Buffer.from('sealed by a key that is gone').toString('base64');
    writeFileSync(path, JSON.stringify({ v: 1, protection: 'protected', sealed: { apismith: { backend, text } } }));
    const app = await launch(protecting);

    expect((await status(app)).secrets[0]).toEqual({ system: 'apismith', state: 'unreadable' });
    expect(readFileSync(path, 'utf8')).toContain(text);
    await save(app);
    expect((await status(app)).secrets[0]?.state).not.toBe('unreadable');
  });

  it('have no way back to the page', async () => {
    const app = await launch(protecting);
    await save(app);
    await engineHasIt(app);
    const told = await app.page.evaluate(async () =>
      JSON.stringify([
        await window.probe.desktop().secrets.status({}),
        await window.probe.engine().connections.list({}),
        await window.probe.engine().settings.get({}),
      ]),
    );

    expect(told).not.toContain(CANARY);
  });
});
