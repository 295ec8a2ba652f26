// Switches the sandbox on and off: both connections lead to it while it is on, and to what is set once it is off. On is
// remembered, so that it comes up again with the host.
//
//   off ──start──▶ on, running ──stop──▶ off          on, not running: it ended by itself or could not come up again

import { join } from 'node:path';
import type { LiveSettings } from '../config/live-settings.ts';
import type { SystemName } from '../contract/primitives.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { Disturbance, ExpectedDelta, RunningSandbox, SandboxChange, SandboxHost } from '../host/sandbox-host.ts';
import { readEntityFile } from './check-entity-file.ts';
import { importEntities } from './import-entities.ts';
import { findInterrupted } from './is-at-work.ts';
import type { Services } from './services.ts';

export interface SandboxStatus {
  readonly is_available: boolean;
  readonly is_on: boolean;
  readonly is_running: boolean;
  readonly error: string | null;
  readonly apismith_url: string | null;
  readonly schedulehub_url: string | null;
  readonly apis: readonly { readonly api: string; readonly entity: string }[];
}

export interface SandboxSwitch {
  status(): Promise<SandboxStatus>;
  /** Returns the entities that were imported. Throws EngineError `conflict` where a connection would be replaced unasked. */
  start(options: { readonly replace: boolean }): Promise<readonly string[]>;
  stop(): Promise<void>;
  /** After a start of the host: up again where it was on. Never throws: the status tells why it is not. */
  resume(): Promise<void>;
  /** Without a seed others than the last time. */
  change(change: Omit<SandboxChange, 'seed'> & { readonly seed: number | undefined }): Promise<ExpectedDelta>;
  disturb(disturbances: readonly Disturbance[]): Promise<void>;
  /** Ends it with the host; it stays on. */
  close(): Promise<void>;
}

export interface SwitchNeeds {
  /** Null: this host has none. */
  readonly host: SandboxHost | null;
  readonly services: Services;
  readonly liveSettings: LiveSettings;
  /** A run at work must not be led to another system half-way. */
  readonly isBusy: () => boolean;
}

interface State {
  running: RunningSandbox | null;
  error: string | null;
}

export function createSandboxSwitch(needs: SwitchNeeds): SandboxSwitch {
  const { host, liveSettings } = needs;
  const state: State = { running: null, error: null };
  const inTurn = createQueue();
  const running = (): RunningSandbox => {
    if (state.running !== null) return state.running;
    throw new EngineError('conflict', 'The sandbox is not running. Nothing was changed. Start it first.');
  };
  const turnOn = async (lender: SandboxHost): Promise<void> => {
    const ports = liveSettings.isSandboxOn() ? portsOf(liveSettings.current()) : null;
    const started = await lender.start({ folder: join(liveSettings.current().data_dir, 'sandbox'), ports });
    state.running = started;
    state.error = null;
    void started.ended.then(() => {
      if (state.running !== started) return;
      state.running = null;
      state.error = 'The sandbox ended by itself. Its data is kept. Start it again.';
    });
    const { apismith, schedulehub } = started;
    liveSettings.useSandbox({ apismith, schedulehub });
  };
  const turnOff = async (): Promise<void> => {
    const ending = state.running;
    state.running = null;
    state.error = null;
    await ending?.close();
  };
  return {
    status: () => describe(needs, state),
    start: ({ replace }) =>
      inTurn(async () => {
        const lender = available(host);
        if (state.running !== null) return [];
        await refuseBusy(needs);
        if (!replace && !liveSettings.isSandboxOn()) refuseConfigured(liveSettings);
        await turnOn(lender);
        return importMissing(needs.services, lender);
      }),
    stop: () =>
      inTurn(async () => {
        if (!liveSettings.isSandboxOn()) return;
        await refuseBusy(needs);
        liveSettings.useSandbox(null);
        await turnOff();
      }),
    resume: () =>
      inTurn(async () => {
        if (!liveSettings.isSandboxOn() || state.running !== null) return;
        try {
          await turnOn(available(host));
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
          needs.services.log.error('The sandbox did not come up again', { error: error.message });
          state.error = error.message;
        }
      }),
    change: ({ seed, ...change }) => running().change({ ...change, seed: seed ?? needs.services.clock.now() % SEEDS }),
    disturb: (disturbances) => running().disturb(disturbances),
    close: () => inTurn(turnOff),
  };
}

const SEEDS = 1_000_000_000;
const MOST_RUNNING = 100;

async function describe({ host, liveSettings }: SwitchNeeds, state: State): Promise<SandboxStatus> {
  const isOn = liveSettings.isSandboxOn();
  const { apismith, schedulehub } = liveSettings.current();
  return {
    is_available: host !== null,
    is_on: isOn,
    is_running: state.running !== null,
    error: state.error,
    apismith_url: isOn ? (apismith.url ?? null) : null,
    schedulehub_url: isOn ? (schedulehub.url ?? null) : null,
    apis: host === null ? [] : await listApis(host),
  };
}

async function listApis(host: SandboxHost): Promise<SandboxStatus['apis']> {
  const entities = (await host.entityFiles()).map(({ text }) => readEntityFile(text).entity);
  return entities.flatMap((entity) => (entity === null ? [] : [{ api: entity.source.api, entity: entity.name }]));
}

async function importMissing(services: Services, host: SandboxHost): Promise<readonly string[]> {
  if ((await services.store.entities.list()).length > 0) return [];
  const results = await importEntities(services, await host.entityFiles());
  return results.flatMap(({ status, entity }) => (status === 'imported' && entity !== null ? [entity] : []));
}

function available(host: SandboxHost | null): SandboxHost {
  if (host !== null) return host;
  throw new EngineError(
    'usage',
    'The sandbox cannot be started from here. Nothing was changed. Start it by itself, then enter its addresses as connections.',
  );
}

/** Work of this process, and runs of others on the same state. */
async function refuseBusy({ services, isBusy }: SwitchNeeds): Promise<void> {
  const running = await services.store.batches.list({ status: 'running', dryRun: false, limit: MOST_RUNNING });
  const gone = await findInterrupted(services, running);
  if (!isBusy() && running.every((batch) => gone.has(batch.uid))) return;
  const sentence =
    'Something is at work, and its systems would change under it. Nothing was changed. Wait for it, or pause it first.';
  throw new EngineError('conflict', sentence);
}

function refuseConfigured(liveSettings: LiveSettings): void {
  const settings = liveSettings.current();
  const configured = (['apismith', 'schedulehub'] as const).filter((system) => settings[system].url !== undefined);
  if (configured.length === 0) return;
  const sentence =
    'A connection is configured already. Nothing was changed. Ask for the sandbox in its place to go on: the connection is back in force when the sandbox is stopped.';
  throw new EngineError('conflict', sentence, { details: { configured: configured.join(', ') } });
}

/** Where it was the last time: links to it, and what is remembered of it, stay right. */
function portsOf(settings: Readonly<Record<SystemName, { readonly url?: string | undefined }>>) {
  const portOf = (system: SystemName): number => Number(URL.parse(settings[system].url ?? '')?.port ?? 0);
  return { apismith: portOf('apismith'), schedulehub: portOf('schedulehub') };
}

/** One after another: two clicks must not start two of them. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
