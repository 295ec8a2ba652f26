// The app's own protocol: pages come from one folder, each answer with the strict policy, never from file: or the net.

import { readFile } from 'node:fs/promises';
import type { Protocol } from 'electron';
import { APP_SCHEME } from './app-origin.ts';
import { CONTENT_SECURITY_POLICY } from './content-security-policy.ts';
import { resolveAsset } from './resolve-asset.ts';

const SAFE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Once, before the app is ready. */
export function registerAppScheme(protocol: Protocol): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
}

/** Serves the files below `root`, an absolute folder. */
export function serveAppScheme(protocol: Protocol, root: string): void {
  protocol.handle(APP_SCHEME, (request) => answer(root, request));
}

async function answer(root: string, request: { readonly method: string; readonly url: string }): Promise<Response> {
  const asset = resolveAsset(root, request);
  if (asset.kind === 'refused') return refuse(asset.status);
  try {
    const body = await readFile(asset.path);
    return new Response(new Uint8Array(body), { headers: { ...SAFE_HEADERS, 'content-type': asset.type } });
  } catch (error) {
    // No such file, or a folder: for the page both are simply not there.
    if (error instanceof Error && 'code' in error) return refuse(404);
    throw error;
  }
}

function refuse(status: number): Response {
  return new Response('', { status, headers: SAFE_HEADERS });
}
