// Which environment the console works on: the sandbox, or a plant by the name of its ScheduleHub.

import { engine } from '../api/engine.ts';
import { createResource, useResource } from './resource.ts';

export interface Environment {
  readonly kind: 'none' | 'sandbox' | 'plant';
  readonly name: string;
}

const REFRESH_MS = 15_000;

export const connectionsResource = createResource((_nothing: null) => engine.connections.list({}));

/** Addresses of this computer are no plant. */
function isLocal(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

export function useEnvironment(): Environment {
  const { data } = useResource(connectionsResource, null, REFRESH_MS);
  const url = data?.connections.find(({ system }) => system === 'schedulehub')?.url ?? null;
  if (url === null) return { kind: 'none', name: data === null ? '' : 'Not connected yet' };
  const host = URL.parse(url)?.host ?? url;
  return isLocal(url) ? { kind: 'sandbox', name: `Sandbox (${host})` } : { kind: 'plant', name: host };
}
