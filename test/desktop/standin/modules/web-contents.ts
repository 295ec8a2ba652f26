// One page of a window: a target of the browser, driven over the DevTools protocol.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BrowserWindowConstructorOptions, WebContents } from 'electron';
import type { Cdp } from '../cdp.ts';
import { OWN_BLANK } from '../close-strangers.ts';
import { bindingNames, ISOLATED_WORLD, isolatedScript, pageScript } from '../page/page-scripts.ts';
import type { FromPage, ToPage } from '../page/preload-host.ts';
import type { StandinState } from '../state.ts';
import { cancelable, strictEmitter } from '../strict.ts';
import { createValueCodec } from '../value-codec.ts';
import { grantPermissions } from './grant-permissions.ts';
import { interceptRequests } from './page-requests.ts';
import { StandinFrame } from './web-frame-main.ts';

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];
type Implemented = Pick<
  WebContents,
  'getURL' | 'isDestroyed' | 'setWindowOpenHandler' | 'send' | 'close' | 'forcefullyCrashRenderer'
>;

export interface PageNeeds {
  readonly state: StandinState;
  readonly id: number;
  readonly options: BrowserWindowConstructorOptions;
  readonly closeWindow: () => void;
  readonly onGone: () => void;
}

export class StandinWebContents extends strictEmitter('webContents') implements Implemented {
  readonly id: number;
  readonly mainFrame: StandinFrame;
  /** Resolves when the page can be told something. */
  readonly up: Promise<void>;
  targetId = '';
  /** The address that main itself is loading: no `will-navigate` for it. */
  loading: string | null = null;
  readonly #needs: PageNeeds;
  readonly #codec = createValueCodec();
  readonly #names: ReturnType<typeof bindingNames>;
  readonly #secret = `standin${randomBytes(12).toString('hex')}`;
  #openHandler: OpenHandler | null = null;
  #url = '';
  #session = '';
  #context: number | null = null;
  #isGone = false;

  constructor(needs: PageNeeds) {
    super();
    this.id = needs.id;
    this.#needs = needs;
    this.#names = bindingNames(this.#secret);
    this.mainFrame = new StandinFrame({ deliver: (message) => this.#deliver(message), currentUrl: () => this.#url });
    this.up = this.#open();
    this.up.catch((error: unknown) => console.error(error));
  }

  getURL(): string {
    return this.#url;
  }

  isDestroyed(): boolean {
    return this.#isGone;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...values: unknown[]): void {
    this.mainFrame.send(channel, ...values);
  }

  close(): void {
    this.#needs.closeWindow();
  }

  forcefullyCrashRenderer(): void {
    void this.up.then(async () => {
      const { cdp } = await this.#needs.state.chromium;
      // Never answered: who would answer is gone.
      void cdp.send('Page.crash', {}, this.#session).catch(() => undefined);
    });
  }

  async load(url: string): Promise<void> {
    await this.up;
    const { cdp } = await this.#needs.state.chromium;
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', () => resolve()));
    this.loading = url;
    const real = this.#needs.state.protocol.toReal(url);
    const { errorText } = await cdp.send<{ errorText?: string }>('Page.navigate', { url: real }, this.#session);
    if (errorText !== undefined) throw new Error(`${errorText} loading '${url}'`);
    await loaded;
  }

  async discard(): Promise<void> {
    await this.up;
    const { cdp } = await this.#needs.state.chromium;
    await cdp.send('Target.closeTarget', { targetId: this.targetId });
  }

  async #open(): Promise<void> {
    const { state, options } = this.#needs;
    const { cdp } = await state.chromium;
    const { width = 1280, height = 800 } = options;
    const target = { url: OWN_BLANK, newWindow: true, width, height };
    const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', target);
    this.targetId = targetId;
    const attached = await cdp.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    this.#session = attached.sessionId;
    const send = (method: string, params: object = {}): Promise<unknown> => cdp.send(method, params, this.#session);
    this.#listen(cdp);
    await send('Page.enable');
    await send('Runtime.enable');
    await send('Inspector.enable');
    await send('Runtime.addBinding', { name: this.#names.up, executionContextName: ISOLATED_WORLD });
    const path = options.webPreferences?.preload;
    const scripts = { secret: this.#secret, preload: path === undefined ? null : readFileSync(path, 'utf8') };
    await send('Page.addScriptToEvaluateOnNewDocument', { source: pageScript(scripts) });
    const isolated = { source: isolatedScript(scripts), worldName: ISOLATED_WORLD };
    await send('Page.addScriptToEvaluateOnNewDocument', isolated);
    await grantPermissions(cdp, state.session);
    await interceptRequests({ cdp, session: this.#session, contents: this, state });
  }

  #listen(cdp: Cdp): void {
    const on = <T>(method: string, heed: (params: T) => void): void => cdp.on(method, heed, this.#session);
    on<{ context: { id: number; name: string; auxData: { frameId: string } } }>(
      'Runtime.executionContextCreated',
      ({ context }) => {
        if (context.name === ISOLATED_WORLD && context.auxData.frameId === this.targetId) this.#context = context.id;
      },
    );
    on<{ payload: string }>('Runtime.bindingCalled', ({ payload }) => {
      void this.#hear(JSON.parse(payload) as FromPage);
    });
    on<{ exceptionDetails: { text: string; exception?: { description?: string } } }>(
      'Runtime.exceptionThrown',
      ({ exceptionDetails: { text, exception } }) => console.error('In the page:', exception?.description ?? text),
    );
    on<{ frame: { url: string; parentId?: string } }>('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.mainFrame.closePorts();
      this.#url = this.#needs.state.protocol.toApp(frame.url);
    });
    on('Page.domContentEventFired', () => this.emit('dom-ready', {}));
    on('Page.loadEventFired', () => this.emit('did-finish-load', {}));
    on('Inspector.targetCrashed', () => {
      this.mainFrame.closePorts();
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
    on<{ url: string }>('Page.windowOpen', ({ url }) => this.#askToOpen(url));
    cdp.on<{ targetId: string }>('Target.targetDestroyed', ({ targetId }) => {
      if (targetId !== this.targetId || this.#isGone) return;
      this.#isGone = true;
      this.mainFrame.closePorts();
      this.#needs.onGone();
    });
  }

  /** The browser opens the window by itself; `closeStrangers` closes it at once. */
  #askToOpen(url: string): void {
    const asked = this.#needs.state.protocol.toApp(url);
    const details = {
      url: asked,
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    };
    const answer = this.#openHandler?.(details as Parameters<OpenHandler>[0]);
    if (answer?.action === 'allow') throw new Error('The stand-in for Electron opens no windows for pages.');
  }

  /** Asks the app whether the page may go there. */
  mayNavigate(
    kind: 'will-navigate' | 'will-frame-navigate' | 'will-redirect',
    url: string,
    isMainFrame: boolean,
  ): boolean {
    const event = cancelable({ url, isMainFrame, isSameDocument: false, frame: this.mainFrame });
    this.emit(kind, event, url);
    return !event.defaultPrevented;
  }

  #deliver(message: ToPage): void {
    void this.up
      .then(async () => {
        const { cdp } = await this.#needs.state.chromium;
        const expression = `${this.#names.down}(${JSON.stringify(JSON.stringify(message))})`;
        await cdp.send('Runtime.evaluate', { contextId: this.#context, expression }, this.#session);
      })
      // The page went away meanwhile; Electron drops such messages too.
      .catch(() => undefined);
  }

  async #hear(message: FromPage): Promise<void> {
    const { ipcMain } = this.#needs.state;
    const event = { sender: this, senderFrame: this.mainFrame, processId: 1, frameId: 1, ports: [] };
    switch (message.kind) {
      case 'send':
        ipcMain.emit(message.channel, event, ...(this.#codec.decode(message.values) as unknown[]));
        return;
      case 'port':
        this.mainFrame.hear(message.port, message.value);
        return;
      case 'invoke': {
        const { id, channel, values } = message;
        try {
          const value = await ipcMain.invoke(channel, event, this.#codec.decode(values) as unknown[]);
          this.#deliver({ kind: 'answer', id, value: this.#codec.encode(value) });
        } catch (error) {
          this.#deliver({ kind: 'answer', id, error: `Error invoking remote method '${channel}': ${String(error)}` });
        }
      }
    }
  }
}
