// What the tray says and offers, as things stand; and whether there is a tray at all.

import { describe, expect, it } from 'vitest';
import type { EngineStatus } from '../../../main/engine/engine-host.ts';
import type { LiveRun } from '../../../main/engine/engine-messages.ts';
import { NOT_STARTED, type EnginePhase } from '../../../main/engine/supervise.ts';
import { trayModel } from '../../../main/tray/tray-model.ts';
import { drawTrayIcon } from '../../../main/tray/tray-pixels.ts';
import { hasTrayHost, isListedInTray, itemOwners } from '../../../main/tray/tray-presence.ts';

const RUN: LiveRun = { batchUid: 'r', entity: 'part', processed: 62, failed: 0, percent: 62, stall: null };

interface Scene {
  readonly phase?: EnginePhase;
  readonly runs?: readonly Partial<LiveRun>[];
  readonly cut?: number;
  readonly hasFailures?: boolean;
}

function show({ phase = 'ready', runs = [], cut = 0, hasFailures = false }: Scene) {
  const status: EngineStatus = {
    supervision: { ...NOT_STARTED, phase },
    runs: runs.map((run) => ({ ...RUN, ...run })),
    interrupted: Array.from({ length: cut }, (_, at) => ({ batchUid: String(at), entity: 'part' })),
    dataDir: null,
  };
  const { icon, tooltip, items } = trayModel(status, hasFailures);
  const commands = items.flatMap((item) => (item.kind === 'command' ? [item.command] : []));
  return { icon, says: tooltip.replace('SyncFlow: ', ''), commands, items };
}

describe('the tray', () => {
  it.each<[string, Scene, string, string, readonly string[]]>([
    ['nothing runs', {}, 'idle', 'Idle', ['open', 'start', 'quit']],
    ['a run', { runs: [{}] }, 'running', 'Running part 62 %', ['open', 'pause', 'quit']],
    ['a run without a total', { runs: [{ percent: null }] }, 'running', 'Running part', ['open', 'pause', 'quit']],
    [
      'failures on the way',
      { runs: [{ failed: 3 }] },
      'running',
      'Running part 62 %, 3 failed',
      ['open', 'pause', 'quit'],
    ],
    [
      'a system that does not answer',
      { runs: [{ stall: 'no answer' }, {}] },
      'attention',
      'Running 2 runs, waiting for a system that does not answer',
      ['open', 'pause', 'quit'],
    ],
    ['runs cut off', { cut: 2 }, 'attention', '2 runs interrupted', ['open', 'resume', 'start', 'quit']],
    ['failed records', { hasFailures: true }, 'attention', 'Idle', ['open', 'start', 'failed', 'quit']],
    [
      'a crash',
      { phase: 'waiting' },
      'attention',
      'Engine restarting after a crash',
      ['open', 'restart-engine', 'quit'],
    ],
    ['given up', { phase: 'down' }, 'error', 'Engine stopped: needs you', ['open', 'restart-engine', 'quit']],
    ['starting', { phase: 'starting' }, 'idle', 'Engine starting', ['open', 'quit']],
    ['ending', { phase: 'draining', runs: [{}] }, 'running', 'Finishing what is being sent', ['open', 'quit']],
  ])('shows %s', (_name, scene, icon, says, commands) => {
    const { items: _items, ...shown } = show(scene);
    expect(shown).toEqual({ icon, says, commands });
  });

  it('promises nothing that is not there: no schedule, no next run', () => {
    const everything = [{}, { runs: [{}] }, { cut: 1 }, { hasFailures: true }, { phase: 'down' as const }];
    expect(JSON.stringify(everything.map(show))).not.toMatch(/schedul(e\b|ed)|next run|tonight|night/i);
  });

  it('fits the tooltip of Windows whatever an entity is called', () => {
    expect(show({ runs: [{ entity: 'e'.repeat(300) }] }).says.length).toBeLessThanOrEqual(127);
  });

  it('tells its four icons apart by shape, also without colour', () => {
    const shapes = (['idle', 'running', 'attention', 'error'] as const).map((icon) =>
      [...drawTrayIcon(icon, 16)].filter((_byte, at) => at % 4 === 3).map((alpha) => (alpha > 127 ? 1 : 0)),
    );
    for (const [at, one] of shapes.entries()) {
      for (const other of shapes.slice(at + 1)) {
        expect(one.filter((pixel, place) => pixel !== other[place]).length).toBeGreaterThan(25);
      }
    }
  });
});

describe('a tray on Linux', () => {
  const answering =
    (answers: readonly [RegExp, string | null][]) => (_program: string, parameters: readonly string[]) =>
      Promise.resolve(answers.find(([asked]) => asked.test(parameters.join(' ')))?.[1] ?? null);

  it.each([
    ['somebody shows items', '(<true>,)', true],
    ['nobody shows items', '(<false>,)', false],
    ['there is no bus, or no program to ask it', null, false],
  ])('is there or not: %s', async (_name, answer, isThere) => {
    expect(await hasTrayHost({ platform: 'linux', run: answering([[/HostRegistered/, answer]]) })).toBe(isThere);
  });

  it('is taken as given elsewhere', async () => {
    const run = () => Promise.reject(new Error('asked'));
    expect(await hasTrayHost({ platform: 'win32', run })).toBe(true);
    expect(await isListedInTray({ platform: 'darwin', run }, 1)).toBe(true);
  });

  it.each([
    ['by its name', "(<['org.kde.StatusNotifierItem-77-1']>,)", null, true],
    ['by the process behind its address', "(<[':1.42/StatusNotifierItem']>,)", '(uint32 77,)', true],
    [
      'not, where all are of others',
      "(<[':1.42/StatusNotifierItem', 'org.kde.StatusNotifierItem-7-1']>,)",
      '(uint32 8,)',
      false,
    ],
    ['not, where nothing is listed', '(<@as []>,)', null, false],
  ])('lists us %s', async (_name, items, owner, isListed) => {
    const run = answering([
      [/RegisteredStatusNotifierItems/, items],
      [/GetConnectionUnixProcessID/, owner],
    ]);
    expect(await isListedInTray({ platform: 'linux', run }, 77)).toBe(isListed);
  });

  it('names the owners of items', () => {
    expect(itemOwners("(<[':1.42/StatusNotifierItem', 'org.kde.X-77-1', ':1.5@/Item']>,)")).toEqual([
      ':1.42',
      'org.kde.X-77-1',
      ':1.5',
    ]);
  });
});
