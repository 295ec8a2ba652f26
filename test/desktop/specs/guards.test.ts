// What a page may do, were it ever taken over: nothing but ask for its two ports.

import { describe, expect, it } from 'vitest';
import { readRecords } from '../support/desktop-records.ts';
import { connect } from '../support/engine-words.ts';
import type { LaunchedApp } from '../support/launch-app.ts';
import { runtimes } from '../support/runtimes.ts';
import { eventually, useDesktop } from '../support/use-desktop.ts';

const APP_PAGE = /^app:\/\/bundle\/index\.html/;

function warnings(app: LaunchedApp): string[] {
  return app.log().flatMap(({ level, message }) => (level === 'warn' ? [message] : []));
}

/** The address as main knows it. */
function addressOf({ electron }: LaunchedApp): Promise<string> {
  return electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL() ?? '');
}

describe.each(runtimes())('a page on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  it('has nothing of Node or Electron, and one frozen object of ours', async () => {
    const { page } = await desktop.launch();
    const seen = await page.evaluate(() => ({
      require: typeof Reflect.get(globalThis, 'require'),
      process: typeof Reflect.get(globalThis, 'process'),
      module: typeof Reflect.get(globalThis, 'module'),
      electron: typeof Reflect.get(globalThis, 'electron'),
      ours: Object.keys(globalThis).filter((name) => /syncflow|ipc|electron/i.test(name)),
      bridge: Object.entries(window.syncflow).map(([name, value]) => `${name}: ${typeof value}`),
      isFrozen: Object.isFrozen(window.syncflow),
      isSecure: isSecureContext,
    }));

    expect(seen).toEqual({
      require: 'undefined',
      process: 'undefined',
      module: 'undefined',
      electron: 'undefined',
      ours: expect.toSatisfy((names: string[]) => names.every((name) => name === 'syncflow')),
      bridge: ['connect: function'],
      isFrozen: true,
      isSecure: true,
    });
  });

  it('runs no text as code, no inline script and no foreign one', async () => {
    const { page } = await desktop.launch();
    const outcome = await page.evaluate(async () => {
      const load = (prepare: (script: HTMLScriptElement) => void): Promise<string> =>
        new Promise((resolve) => {
          const script = document.createElement('script');
          script.onload = () => resolve('loaded');
          script.onerror = () => resolve('refused');
          prepare(script);
          document.head.append(script);
          setTimeout(() => resolve('nothing'), 500);
        });
      return {
        ...(await window.probe.runText()),
        foreign: await load((script) => (script.src = 'https://example.com/x.js')),
        inline: await load((script) => (script.text = 'globalThis.ran = true')),
        ran: Reflect.get(globalThis, 'ran') === true,
      };
    });

    expect(outcome).toEqual({
      eval: 'EvalError',
      function: 'EvalError',
      foreign: 'refused',
      inline: 'nothing',
      ran: false,
    });
  });

  it('reaches no other host, and no file beside its own', async () => {
    const { page } = await desktop.launch();
    const outcome = await page.evaluate(async () => {
      const ask = (url: string): Promise<string> =>
        fetch(url).then(
          ({ status }) => String(status),
          () => 'refused',
        );
      const answers: Record<string, string> = {};
      for (const url of [
        'https://example.com/',
        'http://127.0.0.1:1/',
        'file:///etc/hosts',
        '/index.html',
        '/no-such.js',
        '/%2e%2e/desktop/main.js',
        '/%2e%2e%5cdesktop%5cmain.js',
        '/..%2fdesktop%2fmain.js',
      ])
        answers[url] = await ask(url);
      const posted = await fetch('/index.html', { method: 'POST' });
      return { answers, posted: posted.status, policy: posted.headers.get('content-security-policy') };
    });

    expect(outcome.answers).toEqual({
      'https://example.com/': 'refused',
      'http://127.0.0.1:1/': 'refused',
      'file:///etc/hosts': 'refused',
      '/index.html': '200',
      '/no-such.js': '404',
      '/%2e%2e/desktop/main.js': '404',
      '/%2e%2e%5cdesktop%5cmain.js': '400',
      '/..%2fdesktop%2fmain.js': '404',
    });
    expect(outcome.posted).toBe(405);
    expect(outcome.policy).toMatch(/^default-src 'none'; script-src 'self';/);
  });

  it('stays where it is when a link or a script leads out', async () => {
    const app = await desktop.launch();
    await app.page.click('#outside');
    await eventually(() => expect(warnings(app)).toContain('Refused a navigation'));
    await app.page.evaluate(() => {
      location.href = 'https://example.com/?token=canary';
    });
    await eventually(() =>
      expect(warnings(app).filter((message) => message === 'Refused a navigation').length).toBeGreaterThan(1),
    );

    expect(await addressOf(app)).toMatch(APP_PAGE);
    expect(JSON.stringify(app.log())).not.toContain('canary');
  });

  it('opens no window; links to known hosts go to the browser of the system, others nowhere', async () => {
    const app = await desktop.launch();
    // After the call has returned: the window that the browser opens is gone again while the page still works on it.
    const soon = (open: 'link' | 'script') =>
      app.page.evaluate((which) => {
        setTimeout(() => {
          if (which === 'link') document.querySelector<HTMLAnchorElement>('#new-window')?.click();
          else window.open('https://example.com/');
        });
      }, open);
    await soon('link');
    await eventually(async () => expect((await readRecords(app.electron)).links).toEqual(['https://github.com/']));
    await soon('script');
    await eventually(() => expect(warnings(app)).toContain('Refused a link'));

    expect((await readRecords(app.electron)).links).toEqual(['https://github.com/']);
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('has its links opened by main on the same terms', async () => {
    const app = await desktop.launch();
    await connect(app.page);
    const open = (url: string) => app.page.evaluate((link) => window.probe.desktop().app.open_link({ url: link }), url);

    expect(await open('https://github.com/')).toEqual({ is_opened: true });
    for (const url of ['http://github.com/', 'https://github.com.example.com/', 'file:///etc/passwd', 'calc:', 'x'])
      expect(await open(url)).toEqual({ is_opened: false });
    expect((await readRecords(app.electron)).links).toEqual(['https://github.com/']);
  });

  it('embeds nothing', async () => {
    const app = await desktop.launch();
    await app.page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(frame);
    });
    await eventually(async () => expect(await app.page.evaluate(() => window.probe.violations)).toContain('frame-src'));
  });

  it('gets no permission', async () => {
    const { page, electron } = await desktop.launch();
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[];
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
    });
    const located = await page.evaluate(
      () =>
        new Promise((resolve) => {
          navigator.geolocation.getCurrentPosition(
            () => resolve('told'),
            () => resolve('refused'),
          );
        }),
    );

    expect(states).toEqual(['denied', 'denied', 'denied', 'denied']);
    expect(located).toBe('refused');
    expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('breaks no rule of its own policy', async () => {
    const app = await desktop.launch();
    await connect(app.page);

    expect(await app.page.evaluate(() => window.probe.violations)).toEqual([]);
    expect(app.complaints).toEqual([]);
  });
});

describe.each(runtimes())('a forged sender on $name', (runtime) => {
  const desktop = useDesktop(runtime);

  it('gets no port, whatever it claims to be', async () => {
    const app = await desktop.launch();
    const forgeries = [
      { who: 'a page of another scheme', url: 'https://bundle/index.html', isTop: true },
      { who: 'another host of our scheme', url: 'app://other/index.html', isTop: true },
      { who: 'a file', url: 'file:///app/index.html', isTop: true },
      { who: 'a frame within our page', url: 'app://bundle/index.html', isTop: false },
      { who: 'a frame that is gone', url: null, isTop: false },
    ];
    const served = await app.electron.evaluate(({ ipcMain }, all) => {
      const got: string[] = [];
      for (const { who, url, isTop } of all) {
        const frame = { url, postMessage: () => got.push(who) };
        const event = { senderFrame: url === null ? null : frame, sender: { mainFrame: isTop ? frame : {} } };
        for (const target of ['engine', 'desktop']) ipcMain.emit('syncflow:connect', event, target);
      }
      return got;
    }, forgeries);

    expect(served).toEqual([]);
    const refused = 'Refused a connection: its sender is no page of the console';
    expect(warnings(app).filter((message) => message === refused)).toHaveLength(forgeries.length * 2);
  });

  it('would have got one from this very test, were it the page', async () => {
    const app = await desktop.launch();
    const sent = await app.electron.evaluate(({ ipcMain }) => {
      const posted: unknown[] = [];
      const frame = { url: 'app://bundle/index.html', postMessage: (channel: string) => posted.push(channel) };
      ipcMain.emit('syncflow:connect', { senderFrame: frame, sender: { mainFrame: frame } }, 'desktop');
      return posted;
    });

    expect(sent).toEqual(['syncflow:port']);
  });

  it('gets nothing for a name that does not exist', async () => {
    const app = await desktop.launch();
    const refusal = await app.page.evaluate(() => {
      try {
        window.syncflow.connect('shell' as never);
        return 'accepted';
      } catch (error) {
        return String(error);
      }
    });

    expect(refusal).toMatch(/connect takes "engine" or "desktop"/);
  });
});
