// After the read: for every business key that had several rows, the newest wins and the others are shown as duplicates.

import { reject } from '../failures/reject.ts';
import type { IdentifiedRow, RawRow } from '../record/shapes.ts';
import type { KnownRecord } from '../stages/6-delta.ts';
import { rejectIdentified } from '../stages/rejected.ts';
import { chooseWinner, type DuplicateGroup, type Rival } from './duplicates.ts';
import type { OpenPage } from './open-page.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';
import { sendRows, type RowsToSend } from './send-rows.ts';
import { createStep } from './step.ts';

/** The row that was taken before competes where the run read its row before, or has not read all rows. */
type Reading = 'complete' | 'partial';

export async function processDuplicates(run: Run, parts: RunParts, reading: Reading): Promise<void> {
  const groups = parts.deferred.take();
  if (groups.size > 0) {
    const keys = [...groups.keys()];
    const known = await run.store.ledger.findMany(run.entity.name, keys);
    const waiting = await run.store.pendingChildren.findMany(run.entity.name, keys);
    const page = parts.tracker.open({ pageNo: 0, records: [] });
    const winners: Winners = new Map();
    for (const [bkHash, group] of groups) {
      const taken = waiting.get(bkHash) ?? known.get(bkHash);
      decideGroup({ run, parts, page }, { group, known: known.get(bkHash), taken, reading, winners });
    }
    for (const work of winners.values()) await sendRows(run, parts, work);
    await parts.tracker.workedOff(page);
    await parts.sender.drain();
  }
  parts.tracker.releasePosition();
  await parts.tracker.flush();
}

/** Winners that are sent alike: one entry for each way of counting. */
type Winners = Map<string, Omit<RowsToSend, 'rows'> & { readonly rows: IdentifiedRow[] }>;

interface Needs {
  readonly run: Run;
  readonly parts: RunParts;
  /** The page that stands for all rows put off. */
  readonly page: OpenPage;
}

interface GroupWork {
  readonly group: DuplicateGroup;
  readonly known: KnownRecord | undefined;
  /** The row of the key that was delivered, or waits for its parent. */
  readonly taken: { readonly rowversion: string | null; readonly sourceKey: string | null } | undefined;
  readonly reading: Reading;
  readonly winners: Winners;
}

/** `row` is null for the one that was taken before: its row was read then. */
type GroupRival = Rival & { readonly row: IdentifiedRow | null };

function decideGroup(needs: Needs, { group, known, taken, reading, winners }: GroupWork): void {
  const { run, parts, page } = needs;
  const rivals: GroupRival[] = group.rows.map((row) => ({
    rowversion: row.identity.rowversion,
    sourceKey: row.sourceKey,
    row,
  }));
  const takenCompetes = group.firstWasProcessed || reading === 'partial' || run.batch.syncType === 'incremental';
  const takenSource = taken?.sourceKey ?? null;
  if (takenCompetes && taken !== undefined && takenSource !== null) {
    if (!rivals.some((rival) => rival.sourceKey === takenSource)) {
      rivals.push({ rowversion: taken.rowversion, sourceKey: takenSource, row: null });
    }
  }
  const [first, ...rest] = rivals;
  if (first === undefined) return;
  const winner = chooseWinner([first, ...rest], run.rowversion?.kind ?? null);
  for (const rival of rivals) {
    if (rival !== winner) showLoser(needs, rival, { winner, known });
  }
  if (winner.row === null) {
    if (known !== undefined && !known.hasDuplicate) page.refreshed.push({ ...known, hasDuplicate: true });
    return;
  }
  const hasDuplicate = new Set(rivals.map((rival) => rival.sourceKey)).size > 1;
  const tallyAs = group.firstWasProcessed ? 'duplicate' : 'operation';
  const key = `${String(hasDuplicate)} ${tallyAs}`;
  const alike = winners.get(key);
  if (alike !== undefined) alike.rows.push(winner.row);
  else {
    const duplicated = { hasDuplicate, tallyAs } as const;
    winners.set(key, { page, rows: [winner.row], step: createStep(run, parts, page), duplicated });
  }
}

interface Loss {
  readonly winner: Rival;
  readonly known: KnownRecord | undefined;
}

function showLoser({ run, parts, page }: Needs, loser: GroupRival, { winner, known }: Loss): void {
  const message = `The row ${loser.sourceKey} has the business key of the row ${winner.sourceKey}, which is newer or comes first.`;
  const why = reject('delta', 'duplicate_in_batch', null, message);
  if (loser.row !== null) {
    page.tally.duplicates += 1;
    // The very same row read twice is no second record that somebody would have to mend.
    if (loser.sourceKey !== winner.sourceKey) page.rejected.push(rejectIdentified(loser.row, why));
    return;
  }
  page.rejected.push({
    rejects: [why],
    sourceKey: loser.sourceKey,
    raw: rawKeyOf(run, loser.sourceKey),
    normalized: null,
    mapped: null,
    bkHash: known?.bkHash ?? null,
    reference: null,
    rowversion: loser.rowversion,
    operation: null,
    parent: null,
  });
  parts.warn(`The row ${loser.sourceKey} was taken before a newer row with its business key was read.`);
}

/** The row itself is gone by now; its key columns say where to look. */
function rawKeyOf(run: Run, sourceKey: string): RawRow {
  const values: unknown = JSON.parse(sourceKey);
  if (!Array.isArray(values)) return {};
  return Object.fromEntries(run.api.keyColumns.map((column, index) => [column, String(values[index])]));
}
