// Tells step by step how far the way to a system goes: address, name, TCP, TLS, login, rights. For the doctor and the
// console. Never throws for what it finds; every step says one sentence, and never a secret.

import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { EngineError } from '../failures/engine-error.ts';
import type { Clock } from '../host.ts';
import { createApismithClient } from './apismith-client.ts';
import { parseBaseUrl, parseProxyUrl } from './http/base-url.ts';
import type { BaseUrl } from './http/base-url.ts';
import { APISMITH, SCHEDULEHUB } from './http/client-options.ts';
import type { ClientOptions, SystemName } from './http/client-options.ts';
import { trustedCertificates } from './http/connection-pool.ts';
import { NO_TLS } from './http/network-failure.ts';
import { createScheduleHubClient } from './schedulehub-client.ts';

export type SystemKind = 'apismith' | 'schedulehub';
export const CHECK_STEPS = ['address', 'name', 'tcp', 'tls', 'login', 'rights'] as const;
export type CheckStepName = (typeof CHECK_STEPS)[number];

export interface CheckStep {
  readonly step: CheckStepName;
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly message: string;
}

/** `host` is null when the address cannot be read; `isOk` when no step failed. */
export interface ConnectionCheck {
  readonly system: 'APISmith' | 'ScheduleHub';
  readonly host: string | null;
  readonly isOk: boolean;
  readonly steps: readonly CheckStep[];
}

interface Way {
  readonly url: BaseUrl;
  /** Where the socket is opened to: the proxy where there is one. */
  readonly hostname: string;
  readonly port: number;
  readonly host: string;
  readonly isProxy: boolean;
  readonly ca: string[] | undefined;
}

/** What a step found: a sentence, and whether the step applied at all. */
interface Finding {
  readonly status: 'ok' | 'skipped';
  readonly message: string;
}

interface StepNeeds {
  readonly system: SystemName;
  readonly way: Way;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

const SOCKET_TIMEOUT_MS = 10_000;

/** Checks the way to one system; after the first failed step the rest is skipped. Rejects only when `signal` is aborted. */
export async function checkConnection(
  kind: SystemKind,
  options: ClientOptions,
  signal?: AbortSignal,
): Promise<ConnectionCheck> {
  const system = kind === 'apismith' ? APISMITH : SCHEDULEHUB;
  const list = createChecklist();
  const way = await list.run('address', async () => {
    const value = readWay(system, options);
    const through = value.isProxy ? `, through the proxy ${value.host}` : '';
    return { ...ok(`${value.url.origin}${value.url.path}${through}`), value };
  });
  if (way !== null) {
    const needs: StepNeeds = { system, way, clock: options.clock, timeoutMs: SOCKET_TIMEOUT_MS, signal };
    await list.run('name', () => resolveName(needs));
    await list.run('tcp', () => openSocket(needs, 'tcp'));
    await list.run('tls', () => openSocket(needs, 'tls'));
    // A check is for somebody who waits: one try each, no back-off, and not as long as a run would wait.
    if (!list.isBroken()) {
      const timeouts = { requestMs: SOCKET_TIMEOUT_MS, ...options.timeouts };
      const quick = { ...options, timeouts, retry: { ...options.retry, attempts: 1 } };
      await checkApi(kind, quick, { run: list.run, signal });
    }
  }
  return { system: system.name, host: way?.url.host ?? null, isOk: !list.isBroken(), steps: list.complete() };
}

type Run = <T = null>(step: CheckStepName, find: () => Promise<Finding & { readonly value?: T }>) => Promise<T | null>;

/** Runs steps until one fails; `complete` adds the steps that were not tried. */
function createChecklist(): { run: Run; isBroken: () => boolean; complete: () => readonly CheckStep[] } {
  const steps: CheckStep[] = [];
  const isBroken = (): boolean => steps.some((step) => step.status === 'failed');
  return {
    isBroken,
    async run(step, find) {
      if (isBroken()) return null;
      try {
        const { status, message, value } = await find();
        steps.push({ step, status, message });
        return value ?? null;
      } catch (error) {
        if (!(error instanceof EngineError) || error.kind === 'stopped') throw error;
        steps.push({ step, status: 'failed', message: error.message });
        return null;
      }
    },
    complete: () =>
      CHECK_STEPS.map(
        (step) =>
          steps.find((done) => done.step === step) ?? {
            step,
            status: 'skipped',
            message: 'Not tried, because an earlier step failed.',
          },
      ),
  };
}

async function checkApi(
  kind: SystemKind,
  options: ClientOptions,
  shared: { readonly run: Run; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { run, signal } = shared;
  const client = kind === 'apismith' ? createApismithClient(options) : createScheduleHubClient(options);
  try {
    await run('login', async () => {
      await client.login(signal);
      return ok('The user name and password are accepted.');
    });
    await run('rights', async () => {
      if ('listApis' in client) {
        const { total } = await client.listApis({ pageSize: 1, signal });
        if (total === 0) throw noRights('APISmith shows this user no API');
        return ok(`${total} APIs can be read.`);
      }
      const entities = await client.listEntities(signal);
      if (entities.length === 0) throw noRights('ScheduleHub shows this user no entity');
      return ok(`${entities.length} entities can be seen.`);
    });
  } finally {
    await client.close();
  }
}

function readWay(system: SystemName, options: ClientOptions): Way {
  const url = parseBaseUrl(system, options.baseUrl);
  const ca = options.ca === undefined ? undefined : trustedCertificates(options.ca);
  if (options.proxy === undefined) {
    return { url, hostname: url.hostname, port: url.port, host: url.host, isProxy: false, ca };
  }
  const { hostname, port, host } = parseProxyUrl(options.proxy);
  return { url, hostname, port, host, isProxy: true, ca };
}

async function resolveName({ system, way, signal, ...timing }: StepNeeds): Promise<Finding> {
  try {
    const { address } = await within({ ...timing, signal }, () => lookup(way.hostname));
    return ok(address === way.hostname ? 'The address is a number, no name.' : `${way.hostname} is ${address}.`);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw broken(`No computer named ${way.hostname} is known. ${checkSetting(system, way)}`, cause);
  }
}

/** Opens a socket the way the client would and closes it at once. */
async function openSocket(needs: StepNeeds, layer: 'tcp' | 'tls'): Promise<Finding> {
  const { system, way } = needs;
  if (layer === 'tls' && !way.url.isSecure) return skipped('The address is http: nothing is encrypted.');
  if (layer === 'tls' && way.isProxy) return skipped('Goes through the proxy; the login shows it.');
  const target = { host: way.hostname, port: way.port };
  const trust = way.ca === undefined ? {} : { ca: way.ca };
  const socket =
    layer === 'tcp' ? connectTcp(target) : connectTls({ ...target, ...trust, servername: serverName(way) });
  try {
    await within(needs, () => once(socket, layer === 'tcp' ? 'connect' : 'secureConnect'));
    return ok(layer === 'tcp' ? `${way.host} accepts connections.` : 'The certificate is accepted.');
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    if (layer === 'tcp') throw broken(`${way.host} accepts no connection. ${checkSetting(system, way)}`, cause);
    if (NO_TLS.has(codeOf(cause))) throw broken(`${way.host} does not speak TLS. ${checkSetting(system, way)}`, cause);
    throw broken(
      `The certificate of ${way.host} is not accepted (${codeOf(cause)}). ` +
        "Give the plant's certificate authority (PEM) in the settings, or correct the certificate or the host name.",
      cause,
    );
  } finally {
    socket.destroy();
  }
}

/** Waits for the attempt, but no longer than the timeout or the caller allows. */
async function within<T>(
  needs: Pick<StepNeeds, 'clock' | 'timeoutMs' | 'signal'>,
  attempt: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const ends = needs.signal === undefined ? done.signal : AbortSignal.any([done.signal, needs.signal]);
  const deadline = needs.clock.sleep(needs.timeoutMs, ends).then(
    () => {
      throw broken(`No answer within ${needs.timeoutMs / 1000} s. Check the address, the network and the firewall.`);
    },
    (cause: unknown) => {
      throw new EngineError('stopped', 'Stopped while checking the connection.', { cause });
    },
  );
  try {
    return await Promise.race([attempt(), deadline]);
  } finally {
    done.abort();
  }
}

/** A number as host has no server name in TLS (RFC 6066). */
function serverName(way: Way): string {
  return /^[\d.]+$|:/.test(way.hostname) ? '' : way.hostname;
}

function checkSetting(system: SystemName, way: Way): string {
  return way.isProxy
    ? 'Check the proxy setting.'
    : `Check the address of ${system.name}, the network, and that it runs.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'TLS';
}

function ok(message: string): Finding {
  return { status: 'ok', message };
}

function skipped(message: string): Finding {
  return { status: 'skipped', message };
}

function broken(message: string, cause?: unknown): EngineError {
  return new EngineError('unavailable', message, { cause });
}

function noRights(what: string): EngineError {
  return new EngineError('auth', `${what}. Ask who runs it for the right to read.`);
}
