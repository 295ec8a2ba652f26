// The commands by name, each with its one-line purpose; its module is loaded only when it is called.

import type { DefineCommand } from './cli.ts';

export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<DefineCommand>;
}

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  demo: {
    summary: 'Show a whole sync in the sandbox, and prove that no row is lost',
    load: async () => (await import('./demo.ts')).defineDemo,
  },
  sandbox: {
    summary: 'Serve a practice APISmith and ScheduleHub with real ERP data',
    load: async () => (await import('./sandbox.ts')).defineSandbox,
  },
  sync: {
    summary: 'Sync entities from the ERP to ScheduleHub',
    load: async () => (await import('./sync.ts')).defineSync,
  },
  plan: {
    summary: 'Show what a sync would change, field by field, and send nothing',
    load: async () => (await import('./plan.ts')).definePlan,
  },
  status: {
    summary: 'Show what runs, waits and failed; or one run with its stages',
    load: async () => (await import('./status.ts')).defineStatus,
  },
  stop: {
    summary: 'End a run; what ScheduleHub has acknowledged stays',
    load: async () => (await import('./stop.ts')).defineStop,
  },
  pause: {
    summary: 'Pause running runs; they keep their position',
    load: async () => (await import('./pause.ts')).definePause,
  },
  resume: {
    summary: 'Go on with paused and interrupted runs',
    load: async () => (await import('./resume.ts')).defineResume,
  },
  history: {
    summary: 'List past runs, newest first',
    load: async () => (await import('./history.ts')).defineHistory,
  },
  entity: {
    summary: 'Import, export, list, show and remove entities',
    load: async () => (await import('./entity.ts')).defineEntity,
  },
  mapping: {
    summary: 'Infer, check, preview, import and export mappings; works offline',
    load: async () => (await import('./mapping.ts')).defineMapping,
  },
  failed: {
    summary: 'List, show, edit, retry, ignore and export failed records',
    load: async () => (await import('./failed.ts')).defineFailed,
  },
  waiting: {
    summary: 'Show records that wait for a parent, and fetch the parent',
    load: async () => (await import('./waiting.ts')).defineWaiting,
  },
  deletes: {
    summary: 'List, approve and discard deletes on hold',
    load: async () => (await import('./deletes.ts')).defineDeletes,
  },
  serve: {
    summary: 'Serve the console and its procedures on this computer',
    load: async () => (await import('./serve.ts')).defineServe,
  },
  state: {
    summary: 'Show, migrate and verify the state database',
    load: async () => (await import('./state.ts')).defineState,
  },
  bench: {
    summary: 'Measure how fast the engine is on this machine',
    load: async () => (await import('./bench.ts')).defineBench,
  },
  doctor: {
    summary: 'Check settings, state, connections and entities',
    load: async () => (await import('./doctor.ts')).defineDoctor,
  },
};
