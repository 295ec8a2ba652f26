// Every request of a page passes here: the app's own schemes are answered by their handlers, the rest goes on where the
// app's guards let it.

import type { Cdp } from '../cdp.ts';
import type { StandinState } from '../state.ts';

interface Paused {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly redirectedRequestId?: string;
  readonly request: { readonly url: string; readonly method: string };
}

/** The page whose requests these are. */
export interface AskingPage {
  readonly targetId: string;
  loading: string | null;
  mayNavigate(
    kind: 'will-navigate' | 'will-frame-navigate' | 'will-redirect',
    url: string,
    isMainFrame: boolean,
  ): boolean;
}

export interface InterceptNeeds {
  readonly cdp: Cdp;
  readonly session: string;
  readonly contents: AskingPage;
  readonly state: StandinState;
}

const TYPES: Readonly<Record<string, 'mainFrame' | 'subFrame' | 'script' | 'stylesheet' | 'image' | 'xhr'>> = {
  Script: 'script',
  Stylesheet: 'stylesheet',
  Image: 'image',
  XHR: 'xhr',
  Fetch: 'xhr',
};

export async function interceptRequests(needs: InterceptNeeds): Promise<void> {
  const { cdp, session } = needs;
  cdp.on<Paused>(
    'Fetch.requestPaused',
    (paused) => {
      // A request of a page that is gone: nobody waits for it.
      settle(needs, paused).catch(() => undefined);
    },
    session,
  );
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, session);
}

async function settle({ cdp, session, contents, state }: InterceptNeeds, paused: Paused): Promise<void> {
  const { requestId, request } = paused;
  const url = state.protocol.toApp(request.url);
  const fail = (errorReason: string): Promise<unknown> =>
    cdp.send('Fetch.failRequest', { requestId, errorReason }, session);
  if (!mayLoad(contents, paused, url)) return void (await fail('Aborted'));

  const isDocument = paused.resourceType === 'Document';
  const frameType = paused.frameId === contents.targetId ? 'mainFrame' : 'subFrame';
  const resourceType = isDocument ? frameType : (TYPES[paused.resourceType] ?? 'other');
  if (await state.session.isCancelled({ url, method: request.method, resourceType })) {
    return void (await fail('BlockedByClient'));
  }
  const response = await state.protocol.answer({ url, method: request.method });
  if (response === null) {
    await cdp.send('Fetch.continueRequest', { requestId }, session);
    return;
  }
  const body = Buffer.from(await response.arrayBuffer()).toString('base64');
  const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }));
  const answer = { requestId, responseCode: response.status, responseHeaders, body };
  await cdp.send('Fetch.fulfillRequest', answer, session);
}

function mayLoad(contents: AskingPage, paused: Paused, url: string): boolean {
  if (paused.resourceType !== 'Document') return true;
  const isMainFrame = paused.frameId === contents.targetId;
  if (paused.redirectedRequestId !== undefined) return contents.mayNavigate('will-redirect', url, isMainFrame);
  // What main itself loads is not asked about.
  const isOfMain = isMainFrame && contents.loading === url;
  if (isOfMain) {
    contents.loading = null;
    return true;
  }
  if (!contents.mayNavigate('will-frame-navigate', url, isMainFrame)) return false;
  return !isMainFrame || contents.mayNavigate('will-navigate', url, true);
}
