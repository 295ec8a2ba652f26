// The front door of the engine: what a host needs to build it and run it.

export { createApi } from './api/api.ts';
export type { Api, ApiNeeds, Router } from './api/api.ts';
export { toContractError } from './api/to-contract-error.ts';
export { openSettings } from './config/live-settings.ts';
export type { LiveSettings } from './config/live-settings.ts';
export type { SandboxHost } from './host/sandbox-host.ts';
export { EngineError } from './failures/engine-error.ts';
export { createLogRing } from './host/log-ring.ts';
export type { LogRing } from './host/log-ring.ts';
export { secretsOf } from './host/log-text.ts';
export { createEngine } from './create-engine.ts';
export type { Engine, EngineHost } from './create-engine.ts';
export type { Clock, Log } from './host.ts';
export type { ProcessIdentity, Services } from './operations/services.ts';
export type { PageThreads } from './pipeline/page-workers.ts';
