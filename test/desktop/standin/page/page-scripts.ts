// The two scripts that every new document of a window gets: one in the page's world, one in the preload's.

import { createValueCodec } from '../value-codec.ts';
import { hostPreload } from './preload-host.ts';
import { installWorldBridge } from './world-bridge.ts';

export const ISOLATED_WORLD = 'Electron Isolated Context';

export interface ScriptNeeds {
  readonly secret: string;
  /** Source of the app's preload script; null where the window has none. */
  readonly preload: string | null;
}

/** Names that no page can guess; `up` is a binding of the browser, `down` is called by the stand-in. */
export function bindingNames(secret: string): { readonly up: string; readonly down: string } {
  return { up: `${secret}Up`, down: `${secret}Down` };
}

export function pageScript({ secret }: ScriptNeeds): string {
  return `(${installWorldBridge.toString()})({ codec: (${createValueCodec.toString()})(), secret: ${JSON.stringify(secret)}, world: 'page' });`;
}

export function isolatedScript({ secret, preload }: ScriptNeeds): string {
  const { up, down } = bindingNames(secret);
  return `(() => {
    const codec = (${createValueCodec.toString()})();
    const bridge = (${installWorldBridge.toString()})({ codec, secret: ${JSON.stringify(secret)}, world: 'isolated' });
    (${hostPreload.toString()})({
      codec, bridge, upName: ${JSON.stringify(up)}, downName: ${JSON.stringify(down)},
      platform: ${JSON.stringify(process.platform)},
      preload: (require, module, exports, process) => {
${preload ?? ''}
      },
    });
  })();`;
}
