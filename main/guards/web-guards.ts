// What no page may do, whatever it shows: leave the app, open windows, embed pages, get permissions, use the network.

import type { App, Event, Session } from 'electron';
import type { Log } from '../../engine/index.ts';
import { isAppUrl } from './app-origin.ts';

export interface WebGuardNeeds {
  readonly app: App;
  readonly session: Session;
  readonly log: Log;
  /** Opens a link of ours in the system's browser, or refuses it. */
  readonly openLink: (url: string) => void;
}

export function guardWebContents({ app, session, log, openLink }: WebGuardNeeds): void {
  const refuse = (what: string, url: string): void => log.warn(`Refused ${what}`, { url: withoutQuery(url) });

  app.on('web-contents-created', (_event, contents) => {
    const stayInside = (details: Event<{ url: string }>): void => {
      if (isAppUrl(details.url)) return;
      details.preventDefault();
      refuse('a navigation', details.url);
    };
    contents.on('will-navigate', stayInside);
    contents.on('will-frame-navigate', stayInside);
    // `will-navigate` is not asked about pages that main itself loads, nor about where a server sends them on to.
    contents.on('will-redirect', stayInside);
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
      refuse('an embedded page', contents.getURL());
    });
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url);
      return { action: 'deny' };
    });
  });

  session.setPermissionRequestHandler((contents, permission, decide) => {
    refuse(`the permission ${permission}`, contents.getURL());
    decide(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => {
    const isAllowed = isAppUrl(details.url) || /^(devtools|data|blob):/.test(details.url);
    if (!isAllowed) refuse('a request', details.url);
    decide({ cancel: !isAllowed });
  });
}

/** A query may carry what does not belong into a log. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
