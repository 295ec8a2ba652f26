import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchResult, OutgoingRecord, TargetRecord } from '../../../engine/clients/schedulehub-client.ts';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { dataHash } from '../../../engine/record/data-hash.ts';
import type { Operation } from '../../../engine/record/operation.ts';
import { sendChunk, type ChunkItem, type IngestNeeds, type SettledChunk } from '../../../engine/stages/8-ingest.ts';
import { identifiedRow } from './rows.ts';

type Result = BatchResult['results'][number];
type Status = Result['status'];

interface Sent {
  readonly operation: Operation;
  readonly key: string;
  readonly records: readonly Pick<OutgoingRecord, 'bkHash' | 'uid'>[];
}

/** A ScheduleHub of a few records, which answers by its contract unless a script says otherwise. */
class Hub {
  readonly held = new Map<string, { uid: string; dataHash: string }>();
  readonly sent: Sent[] = [];
  readonly outbox: { readonly operation: Operation; readonly count: number; readonly uid: string }[] = [];
  readonly told: string[] = [];
  lookups = 0;
  /** Throws, or answers in the place of the hub; undefined lets it go its way. */
  script: (sent: Sent, nth: number) => Partial<Record<string, Partial<Result>>> | undefined = () => undefined;
  onLookup: () => void = () => undefined;
  patience = Number.POSITIVE_INFINITY;
  readonly #answers = new Map<string, BatchResult>();

  needs(): IngestNeeds {
    const send =
      (operation: Operation) =>
      (
        _entity: string,
        records: readonly { readonly bkHash: string; readonly uid?: string | undefined; readonly dataHash?: string }[],
        { idempotencyKey }: { readonly idempotencyKey: string },
      ): Promise<BatchResult> =>
        Promise.resolve().then(() => this.#answer({ operation, key: idempotencyKey, records }));
    return {
      client: {
        batchInsert: send('INSERT'),
        batchInsertBytes: async (entity, { keys }, options) => {
          const hex = Buffer.from(keys).toString('hex');
          const records = (hex.match(/.{32}/g) ?? []).map((bkHash) => ({ bkHash }));
          return { kind: 'mixed', ...(await send('INSERT')(entity, records, options)) };
        },
        batchUpdate: send('UPDATE'),
        batchDelete: send('DELETE'),
        getBatchByBkHashes: async (_entity, bkHashes) => {
          this.lookups += 1;
          await Promise.resolve();
          this.onLookup();
          return bkHashes.flatMap((bkHash): TargetRecord[] => {
            const record = this.held.get(bkHash);
            return record === undefined
              ? []
              : [{ ...record, bkHash, rowversion: null, reference: null, data: null } as TargetRecord];
          });
        },
      },
      targetEntity: 'part',
      storeInOutbox: (operation, bkHashes) => {
        const uid = `key ${this.outbox.length + 1}`;
        this.outbox.push({ operation, count: bkHashes.length, uid });
        return Promise.resolve(uid);
      },
      waitOutOutage: (error) => {
        this.told.push('waits');
        this.patience -= 1;
        return this.patience < 0 ? Promise.reject(error) : Promise.resolve();
      },
      outageOver: () => this.told.push('over'),
      signal: new AbortController().signal,
    };
  }

  #answer(sent: Sent): BatchResult {
    this.sent.push(sent);
    // By contract the same key is answered as the first time.
    const replayed = this.#answers.get(sent.key);
    const scripted = this.script(sent, this.sent.length);
    if (replayed !== undefined) return replayed;
    const answer = {
      results: sent.records.map((record) => ({ ...this.apply(sent, record), ...scripted?.[record.bkHash] })),
    };
    this.#answers.set(sent.key, answer);
    return answer;
  }

  apply(sent: Sent, record: Sent['records'][number]): Result {
    const { bkHash } = record;
    const hash = 'dataHash' in record ? String(record.dataHash) : '';
    const before = this.held.get(bkHash);
    const result = (status: Status, uid: string | null): Result => ({ bkHash, status, uid, error: null });
    if (sent.operation === 'INSERT') {
      if (before !== undefined) return result('exists', null);
      this.held.set(bkHash, { uid: `uid ${bkHash}`, dataHash: hash });
      return result('created', `uid ${bkHash}`);
    }
    if (before?.uid !== record.uid) return result('not_found', null);
    if (sent.operation === 'DELETE') {
      this.held.delete(bkHash);
      return result('deleted', null);
    }
    this.held.set(bkHash, { uid: before?.uid ?? '', dataHash: hash });
    return result('updated', before?.uid ?? null);
  }

  hold(item: ChunkItem, hash: string = item.dataHash): string {
    const uid = `uid ${item.bkHash}`;
    this.held.set(item.bkHash, { uid, dataHash: hash });
    return uid;
  }
}

function item(id: string, targetUid: string | null = null): ChunkItem {
  const { bkHash, dataHash: hash, rowversion, reference, dataJson } = identifiedRow({ id, data: { n: 1 } }).identity;
  return { bkHash, dataHash: hash, rowversion, reference, dataJson, targetUid };
}
const held = (id: string): ChunkItem => item(id, `uid ${item(id).bkHash}`);
const OTHER = dataHash('{}');

/** `reference fate` of every record, sorted. */
function fatesOf(chunk: SettledChunk<ChunkItem>): readonly string[] {
  return chunk.items
    .map(({ item: { reference }, fate }) => {
      const what =
        fate.kind === 'acknowledged' ? fate.operation : fate.kind === 'rejected' ? fate.reject.code : fate.kind;
      return `${reference} ${what}`;
    })
    .toSorted();
}

const noAnswer = () => new EngineError('unavailable', 'ScheduleHub does not answer.');
const refusal = () => new EngineError('refused', 'ScheduleHub refused the request: 422.');

describe('a chunk', () => {
  it('is stored in the outbox before it leaves, under the key it leaves with', async () => {
    const hub = new Hub();
    let storedBefore = 0;
    hub.script = () => {
      storedBefore = hub.outbox.length;
      return undefined;
    };
    const settled = await sendChunk(hub.needs(), 'INSERT', [item('A'), item('B')]);
    expect([storedBefore, hub.outbox, hub.sent[0]?.key]).toEqual([
      1,
      [{ operation: 'INSERT', count: 2, uid: 'key 1' }],
      'key 1',
    ]);
    expect([fatesOf(settled), settled.chunkUids]).toEqual([['id=A INSERT', 'id=B INSERT'], ['key 1']]);
  });

  it('carries the uid of records that are replaced, and none of new ones', async () => {
    const hub = new Hub();
    hub.hold(item('A'), OTHER);
    const settled = await sendChunk(hub.needs(), 'UPDATE', [held('A')]);
    expect(hub.sent[0]?.records[0]?.uid).toBe(`uid ${item('A').bkHash}`);
    expect(fatesOf(settled)).toEqual(['id=A UPDATE']);
    await sendChunk(hub.needs(), 'INSERT', [item('B')]);
    expect(hub.sent[1]?.records[0]).not.toHaveProperty('uid');
  });

  it('of deletes takes a record that is gone already for deleted', async () => {
    const hub = new Hub();
    hub.hold(item('A'));
    const settled = await sendChunk(hub.needs(), 'DELETE', [held('A'), held('B')]);
    expect(fatesOf(settled)).toEqual(['id=A DELETE', 'id=B DELETE']);
    expect(hub.sent).toHaveLength(1);
  });

  it.each([
    [null, 'rejected_by_target', 'ScheduleHub refused the record without saying why.', null],
    [{ code: 'invalid', message: 'no such unit', field: 'uom' }, 'rejected_by_target', 'invalid: no such unit', 'uom'],
    [{ code: 'parent_missing', message: 'no order', field: null }, 'parent_missing', 'parent_missing: no order', null],
    [{ code: 'conflict', message: 'another', field: null }, 'target_conflict', 'conflict: another', null],
  ] as const)('with a record refused as %j keeps why, and delivers the others', async (error, code, message, field) => {
    const hub = new Hub();
    hub.script = () => ({ [item('A').bkHash]: { status: 'failed', error } });
    const settled = await sendChunk(hub.needs(), 'INSERT', [item('A'), item('B')]);
    expect(fatesOf(settled)).toEqual([`id=A ${code}`, 'id=B INSERT']);
    expect(settled.items.find(({ fate }) => fate.kind === 'rejected')?.fate).toEqual({
      kind: 'rejected',
      reject: { stage: 'ingest', code, field, message },
    });
  });

  it('with a record acknowledged without a uid does not believe it', async () => {
    const hub = new Hub();
    hub.script = () => ({ [item('A').bkHash]: { uid: null } });
    expect(fatesOf(await sendChunk(hub.needs(), 'INSERT', [item('A')]))).toEqual(['id=A rejected_by_target']);
    hub.hold(item('B'), OTHER);
    hub.script = () => ({ [item('B').bkHash]: { uid: null } });
    expect(fatesOf(await sendChunk(hub.needs(), 'UPDATE', [held('B')]))).toEqual(['id=B UPDATE']);
  });
});

describe('a chunk that is refused whole', () => {
  const refuseWith = (hub: Hub, bad: ReadonlySet<string>) => {
    hub.script = ({ records }) => {
      if (records.some(({ bkHash }) => bad.has(bkHash))) throw refusal();
      return undefined;
    };
  };

  it('is halved until the bad record stands alone', async () => {
    const hub = new Hub();
    const items = ['A', 'B', 'C', 'D', 'E'].map((id) => item(id));
    refuseWith(hub, new Set([item('D').bkHash]));
    const settled = await sendChunk(hub.needs(), 'INSERT', items);
    expect(fatesOf(settled)).toEqual([
      'id=A INSERT',
      'id=B INSERT',
      'id=C INSERT',
      'id=D rejected_by_target',
      'id=E INSERT',
    ]);
    expect(hub.sent.map(({ records }) => records.length)).toEqual([5, 3, 2, 1, 1]);
    const bad = settled.items.find(({ fate }) => fate.kind === 'rejected');
    expect(bad?.fate).toMatchObject({ reject: { message: 'ScheduleHub refused the request: 422.' } });
  });

  it('gives every record one fate, sends each half under its own key and settles every key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (refused) => {
        const hub = new Hub();
        const items = refused.map((_, index) => item(`K${index}`));
        refuseWith(hub, new Set(items.filter((_, index) => refused[index] === true).map(({ bkHash }) => bkHash)));
        const settled = await sendChunk(hub.needs(), 'INSERT', items);
        expect(fatesOf(settled)).toEqual(
          refused.map((bad, index) => `id=K${index} ${bad ? 'rejected_by_target' : 'INSERT'}`).toSorted(),
        );
        expect(new Set(settled.chunkUids)).toEqual(new Set(hub.outbox.map(({ uid }) => uid)));
        expect(new Set(hub.sent.map(({ key }) => key)).size).toBe(hub.sent.length);
      }),
      { seed: 8, numRuns: 50 },
    );
  });
});

describe('a chunk without an answer', () => {
  it('is sent again with the same key and records until there is one', async () => {
    const hub = new Hub();
    hub.script = (_sent, nth) => {
      if (nth < 4) throw noAnswer();
      return undefined;
    };
    const settled = await sendChunk(hub.needs(), 'INSERT', [item('A')]);
    expect(fatesOf(settled)).toEqual(['id=A INSERT']);
    expect(hub.sent.map(({ key }) => key)).toEqual(['key 1', 'key 1', 'key 1', 'key 1']);
    expect([hub.told, hub.outbox.length]).toEqual([['waits', 'waits', 'waits', 'over'], 1]);
  });

  it('that had arrived all the same is acknowledged once, not written twice', async () => {
    const hub = new Hub();
    let isFirst = true;
    const needs = hub.needs();
    const lostAnswer: IngestNeeds = {
      ...needs,
      client: {
        ...needs.client,
        batchInsert: async (...call) => {
          const answer = await needs.client.batchInsert(...call);
          if (!isFirst) return answer;
          isFirst = false;
          throw noAnswer();
        },
      },
    };
    const settled = await sendChunk(lostAnswer, 'INSERT', [item('A')]);
    expect([fatesOf(settled), hub.held.size, hub.lookups]).toEqual([['id=A INSERT'], 1, 0]);
  });

  it('stays in the outbox when the outage lasts too long', async () => {
    const hub = new Hub();
    hub.patience = 2;
    hub.script = () => {
      throw noAnswer();
    };
    await expect(sendChunk(hub.needs(), 'INSERT', [item('A')])).rejects.toMatchObject({ kind: 'unavailable' });
    expect([hub.sent.length, hub.outbox.length]).toEqual([3, 1]);
  });

  it.each(['auth', 'not_found', 'stopped', 'conflict'] as const)(
    'for reasons of %s is not sent again',
    async (kind) => {
      const hub = new Hub();
      hub.script = () => {
        throw new EngineError(kind, 'no');
      };
      await expect(sendChunk(hub.needs(), 'INSERT', [item('A')])).rejects.toMatchObject({ kind });
      expect([hub.sent.length, hub.told]).toEqual([1, []]);
    },
  );
});

describe('an insert that finds the key taken', () => {
  it('is acknowledged without another write where the same data are there', async () => {
    const hub = new Hub();
    const uid = hub.hold(item('A'));
    const settled = await sendChunk(hub.needs(), 'INSERT', [item('A'), item('B')]);
    expect(fatesOf(settled)).toEqual(['id=A already_there', 'id=B INSERT']);
    expect(settled.items.find(({ fate }) => fate.kind === 'already_there')?.fate).toEqual({
      kind: 'already_there',
      targetUid: uid,
    });
    expect([hub.sent.length, hub.lookups]).toEqual([1, 1]);
  });

  it('becomes an update where other data are there', async () => {
    const hub = new Hub();
    hub.hold(item('A'), OTHER);
    const settled = await sendChunk(hub.needs(), 'INSERT', [item('A')]);
    expect(fatesOf(settled)).toEqual(['id=A UPDATE']);
    expect(hub.held.get(item('A').bkHash)?.dataHash).toBe(item('A').dataHash);
    expect(settled.chunkUids).toEqual(['key 1', 'key 2']);
  });

  it('waits out an outage of the look-up', async () => {
    const hub = new Hub();
    hub.hold(item('A'));
    hub.onLookup = () => {
      if (hub.lookups < 3) throw noAnswer();
    };
    expect(fatesOf(await sendChunk(hub.needs(), 'INSERT', [item('A')]))).toEqual(['id=A already_there']);
    expect(hub.lookups).toBe(3);
  });

  it('is turned away where nothing is found under the key', async () => {
    const hub = new Hub();
    hub.hold(item('A'), OTHER);
    hub.onLookup = () => hub.held.clear();
    expect(fatesOf(await sendChunk(hub.needs(), 'INSERT', [item('A')]))).toEqual(['id=A target_conflict']);
  });
});

describe('an update that finds the record gone', () => {
  it('is inserted again', async () => {
    const hub = new Hub();
    hub.hold(item('B'), OTHER);
    const settled = await sendChunk(hub.needs(), 'UPDATE', [held('A'), held('B')]);
    expect(fatesOf(settled)).toEqual(['id=A INSERT', 'id=B UPDATE']);
    expect(hub.sent.map(({ operation }) => operation)).toEqual(['UPDATE', 'INSERT']);
  });
});

describe('a record that somebody else writes too', () => {
  it('is given up after two turns while it vanishes again and again', async () => {
    const hub = new Hub();
    hub.script = ({ operation }) => {
      // Whoever else is there deletes before every update and inserts before every insert.
      if (operation === 'UPDATE') hub.held.clear();
      else hub.hold(item('A'), OTHER);
      return undefined;
    };
    expect(fatesOf(await sendChunk(hub.needs(), 'UPDATE', [held('A')]))).toEqual(['id=A target_gone']);
    expect(hub.sent.map(({ operation }) => operation)).toEqual(['UPDATE', 'INSERT', 'UPDATE']);
  });

  it('is given up after two turns while it comes back again and again', async () => {
    const hub = new Hub();
    hub.script = ({ operation }) => {
      if (operation === 'UPDATE') hub.held.clear();
      else hub.hold(item('A'), OTHER);
      return undefined;
    };
    expect(fatesOf(await sendChunk(hub.needs(), 'INSERT', [item('A')]))).toEqual(['id=A target_conflict']);
    expect(hub.sent.map(({ operation }) => operation)).toEqual(['INSERT', 'UPDATE', 'INSERT']);
  });
});
