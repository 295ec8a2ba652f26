// Tests the way to a system with the values of a form; what the form leaves out is taken from the settings.

import { checkConnection, type ConnectionCheck } from '../clients/connection-check.ts';
import { toClientOptions, type SystemKind } from './connection-options.ts';
import type { Services } from './services.ts';

export interface ConnectionDraft {
  readonly url?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Null: none, whatever the settings say. */
  readonly proxy?: string | null | undefined;
  readonly ca_file?: string | null | undefined;
}

export interface ConnectionTest {
  readonly system: SystemKind;
  readonly draft: ConnectionDraft;
  readonly signal: AbortSignal;
}

/** Throws EngineError `usage` where neither the form nor the settings have a needed value. */
export async function testConnection(services: Services, test: ConnectionTest): Promise<ConnectionCheck> {
  const { system, draft, signal } = test;
  const { settings, clock, log } = services;
  const { proxy: storedProxy, ...stored } = settings[system];
  const proxy = draft.proxy === undefined ? storedProxy : (draft.proxy ?? undefined);
  const url = draft.url ?? stored.url;
  const isSameWay = originOf(url) === originOf(stored.url) && proxy === storedProxy;
  const connection = {
    ...stored,
    url,
    username: draft.username ?? stored.username,
    // A stored password goes only where it belongs: another address or proxy would learn it.
    password: draft.password ?? (isSameWay ? stored.password : undefined),
    proxy,
    ca_file: draft.ca_file === undefined ? stored.ca_file : (draft.ca_file ?? undefined),
  };
  const options = toClientOptions(system, { settings: { ...settings, [system]: connection }, clock, log });
  return checkConnection(system, options, signal);
}

function originOf(address: string | undefined): string | null {
  return URL.parse(address ?? '')?.origin ?? null;
}
