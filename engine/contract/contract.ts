// The whole contract: everything the outside may ask of the engine, by subject. Implemented in api/, served over a
// MessagePort and over /rpc.

import { connections } from './connections.ts';
import { deletes } from './deletes.ts';
import { drafts } from './drafts.ts';
import { entities } from './entities.ts';
import { failed } from './failed.ts';
import { health } from './health.ts';
import { jobs } from './jobs.ts';
import { logs } from './logs.ts';
import { mapping } from './mapping.ts';
import { overview } from './overview.ts';
import { samples } from './samples.ts';
import { sandbox } from './sandbox.ts';
import { settings } from './settings.ts';
import { sync } from './sync.ts';
import { waiting } from './waiting.ts';

export const contract = {
  connections,
  deletes,
  drafts,
  entities,
  failed,
  health,
  jobs,
  logs,
  mapping,
  overview,
  samples,
  sandbox,
  settings,
  sync,
  waiting,
};
export type Contract = typeof contract;
