// What the tray says and offers, from how things stand. Pure; `tray.ts` draws it.

import type { EngineStatus } from '../engine/engine-host.ts';
import type { LiveRun } from '../engine/engine-messages.ts';

/** Told apart by shape, not by colour alone. */
export type TrayIcon = 'idle' | 'running' | 'attention' | 'error';

export type TrayCommand = 'open' | 'start' | 'pause' | 'resume' | 'restart-engine' | 'failed' | 'quit';

export type TrayItem =
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'line' }
  | { readonly kind: 'command'; readonly command: TrayCommand; readonly label: string };

export interface TrayModel {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

/** `hasFailures`: the last runs ended with failed records, or failed. */
export function trayModel(status: EngineStatus, hasFailures: boolean): TrayModel {
  const sentence = describe(status);
  const commands = commandsFor(status, hasFailures);
  return {
    icon: iconFor(status, hasFailures),
    // Windows cuts a tooltip at 127 characters.
    tooltip: clip(`SyncFlow: ${sentence}`, 127),
    items: [
      { kind: 'text', label: clip(sentence, 80) },
      { kind: 'line' },
      { kind: 'command', command: 'open', label: 'Open SyncFlow' },
      ...commands,
      { kind: 'line' },
      { kind: 'command', command: 'quit', label: 'Quit' },
    ],
  };
}

function iconFor({ supervision, runs, interrupted }: EngineStatus, hasFailures: boolean): TrayIcon {
  if (supervision.phase === 'down') return 'error';
  if (supervision.phase === 'waiting' || interrupted.length > 0) return 'attention';
  if (runs.length > 0) return runs.some((run) => run.stall !== null) ? 'attention' : 'running';
  return hasFailures ? 'attention' : 'idle';
}

function describe({ supervision, runs, interrupted }: EngineStatus): string {
  const [first] = runs;
  switch (supervision.phase) {
    case 'stopped':
      return 'Engine stopped';
    case 'starting':
      return 'Engine starting';
    case 'down':
      return 'Engine stopped: needs you';
    case 'waiting':
      return 'Engine restarting after a crash';
    case 'draining':
      return 'Finishing what is being sent';
    case 'ready':
      if (first !== undefined) return describeRuns(first, runs);
      return interrupted.length > 0 ? `${countRuns(interrupted.length)} interrupted` : 'Idle';
  }
}

function describeRuns(first: LiveRun, runs: readonly LiveRun[]): string {
  const failed = runs.reduce((sum, run) => sum + run.failed, 0);
  const what = runs.length === 1 ? first.entity : countRuns(runs.length);
  const progress = runs.length === 1 && first.percent !== null ? ` ${first.percent} %` : '';
  const stalled = runs.some((run) => run.stall !== null) ? ', waiting for a system that does not answer' : '';
  return `Running ${what}${progress}${failed > 0 ? `, ${failed} failed` : ''}${stalled}`;
}

function commandsFor({ supervision, runs, interrupted }: EngineStatus, hasFailures: boolean): readonly TrayItem[] {
  const items: TrayItem[] = [];
  const add = (command: TrayCommand, label: string): void => void items.push({ kind: 'command', command, label });
  if (supervision.phase === 'ready' && runs.length > 0) add('pause', 'Pause after the calls in flight');
  if (supervision.phase === 'ready' && runs.length === 0) {
    if (interrupted.length > 0) add('resume', `Go on with ${countRuns(interrupted.length)} that stopped`);
    add('start', 'Start all entities now');
  }
  if (supervision.phase === 'down' || supervision.phase === 'waiting') add('restart-engine', 'Restart the engine');
  if (hasFailures) add('failed', 'Failed records');
  return items;
}

function countRuns(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
