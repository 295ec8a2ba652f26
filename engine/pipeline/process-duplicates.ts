// After the read: for every business key that had several rows, the newest wins and the others are shown as duplicates.

import { reject } from '../failures/reject.ts';
import type { IdentifiedRow, RawRow } from '../record/shapes.ts';
import type { KnownRecord } from '../stages/6-delta.ts';
import { rejectIdentified } from '../stages/rejected.ts';
import { chooseWinner, type DeferredRow, type DuplicateGroup, type Rival } from './duplicates.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';
import { sendRows, type RowsToSend } from './send-rows.ts';
import { createStep } from './step.ts';

interface Needs {
  readonly run: Run;
  readonly parts: RunParts;
}

/** Winners that are sent alike: those of one page, with one way of counting. */
type Winners = Map<string, Omit<RowsToSend, 'rows'> & { readonly rows: IdentifiedRow[] }>;

export async function processDuplicates(run: Run, parts: RunParts): Promise<void> {
  const groups = parts.takeDeferred();
  if (groups.size === 0) return;
  const known = await run.store.ledger.findMany(run.entity.name, [...groups.keys()]);
  const winners: Winners = new Map();
  for (const [bkHash, group] of groups) decideGroup({ run, parts }, { group, known: known.get(bkHash), winners });
  for (const work of winners.values()) await sendRows(run, parts, work);
  for (const group of groups.values()) for (const { page } of group.rows) page.outstanding -= 1;
  await parts.sender.drain();
  await parts.tracker.flush();
}

interface GroupWork {
  readonly group: DuplicateGroup;
  readonly known: KnownRecord | undefined;
  readonly winners: Winners;
}

type GroupRival = Rival & { readonly deferred: DeferredRow | null };

function decideGroup(needs: Needs, { group, known, winners }: GroupWork): void {
  const { run, parts } = needs;
  const rivals: GroupRival[] = group.rows.map((deferred) => ({
    rowversion: deferred.row.identity.rowversion,
    sourceKey: deferred.row.sourceKey,
    deferred,
  }));
  // The delivered row competes where this run read it before, or does not read all rows.
  const competes = group.firstWasProcessed || run.batch.syncType === 'incremental';
  if (competes && known?.sourceKey != null && !rivals.some((rival) => rival.sourceKey === known.sourceKey)) {
    rivals.push({ rowversion: known.rowversion, sourceKey: known.sourceKey, deferred: null });
  }
  const [first, ...rest] = rivals;
  if (first === undefined) return;
  const winner = chooseWinner([first, ...rest], run.rowversion?.kind ?? null);
  for (const rival of rivals) {
    if (rival !== winner) showLoser(needs, rival, { winner, known, page: group.rows[0]?.page });
  }
  if (winner.deferred === null) {
    if (known !== undefined && !known.hasDuplicate) group.rows[0]?.page.refreshed.push({ ...known, hasDuplicate: true });
    return;
  }
  const { row, page } = winner.deferred;
  const hasDuplicate = new Set(rivals.map((rival) => rival.sourceKey)).size > 1;
  const tallyAs = group.firstWasProcessed ? 'duplicate' : 'operation';
  const key = `${page.pageNo} ${String(hasDuplicate)} ${tallyAs}`;
  const alike = winners.get(key);
  if (alike === undefined) {
    winners.set(key, { page, rows: [row], step: createStep(run, parts, page), duplicated: { hasDuplicate, tallyAs } });
  } else alike.rows.push(row);
}

interface Loss {
  readonly winner: Rival;
  readonly known: KnownRecord | undefined;
  readonly page: DeferredRow['page'] | undefined;
}

function showLoser(needs: Needs, loser: GroupRival, loss: Loss): void {
  const { run, parts } = needs;
  const message = `The row ${loser.sourceKey} has the business key of the row ${loss.winner.sourceKey}, which is newer or comes first.`;
  const why = reject('delta', 'duplicate_in_batch', null, message);
  if (loser.deferred !== null) {
    const { row, page } = loser.deferred;
    page.tally.duplicates += 1;
    if (row.sourceKey !== loss.winner.sourceKey) page.rejected.push(rejectIdentified(row, why));
    return;
  }
  if (loss.page === undefined || loss.known === undefined) return;
  loss.page.rejected.push({
    rejects: [why],
    sourceKey: loser.sourceKey,
    raw: rawKeyOf(run, loser.sourceKey),
    normalized: null,
    mapped: null,
    bkHash: loss.known.bkHash,
    reference: null,
    rowversion: loser.rowversion,
    operation: null,
    parent: null,
  });
  parts.warn(`The row ${loser.sourceKey} was delivered before a newer row with its business key was read.`);
}

/** The row itself is gone by now; its key columns say where to look. */
function rawKeyOf(run: Run, sourceKey: string): RawRow {
  const values: unknown = JSON.parse(sourceKey);
  if (!Array.isArray(values)) return {};
  return Object.fromEntries(run.api.keyColumns.map((column, index) => [column, String(values[index])]));
}
