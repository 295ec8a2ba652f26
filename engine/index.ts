// The front door of the engine: what a host needs to build it and run it.

export { createEngine } from './create-engine.ts';
export type { Engine, EngineHost } from './create-engine.ts';
export type { Clock, Log } from './host.ts';
export type { ProcessIdentity, Services } from './operations/services.ts';
