// Which environment the console works on: the sandbox, or a plant by the name of its ScheduleHub.

import { connectionsResource } from './connections.ts';
import { useResource } from './resource.ts';
import { sandboxResource } from './sandbox.ts';

export interface Environment {
  readonly kind: 'none' | 'sandbox' | 'plant';
  readonly name: string;
}

const REFRESH_MS = 15_000;

/** Addresses of this computer are no plant. */
function isLocal(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

export function useEnvironment(): Environment {
  const { data } = useResource(connectionsResource, null, REFRESH_MS);
  const { data: sandbox } = useResource(sandboxResource, null, REFRESH_MS);
  const url = data?.connections.find(({ system }) => system === 'schedulehub')?.url ?? null;
  if (url === null) return { kind: 'none', name: data === null ? '' : 'Not connected yet' };
  if (sandbox?.is_on === true) return { kind: 'sandbox', name: 'Sandbox' };
  const host = URL.parse(url)?.host ?? url;
  return isLocal(url) ? { kind: 'sandbox', name: `This computer (${host})` } : { kind: 'plant', name: host };
}
