// Changes ERP rows on request, by seed, and tells exactly what changed: a sync must do just these operations.

import type { RowStore } from '../apismith/row-store.ts';
import { toReport, tooFew, type ChangeReport, type ChangeRequest, type RowChange } from '../erp-data/change-request.ts';
import type { ErpApi, TargetData } from '../erp-data/erp-api.ts';
import { createRandom, type Random } from '../exact/random.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { toKeyText, type AssessedRow } from './ledger.ts';

interface Candidates {
  /** Delivered rows that share their key with no other row, in seeded order. */
  readonly good: readonly AssessedRow[];
  readonly childrenOf: ReadonlyMap<string, readonly AssessedRow[]>;
}

function findCandidates(all: readonly AssessedRow[], slug: string, random: Random): Candidates {
  const keyCounts = new Map<string, number>();
  const childrenOf = new Map<string, AssessedRow[]>();
  for (const one of all) {
    if (one.keyText !== null) keyCounts.set(one.keyText, (keyCounts.get(one.keyText) ?? 0) + 1);
    for (const parent of one.parents) {
      const key = toKeyText(parent.entity, parent.key);
      childrenOf.set(key, [...(childrenOf.get(key) ?? []), one]);
    }
  }
  const isGood = (one: AssessedRow): boolean =>
    one.api.slug === slug && one.entry.fate === 'delivered' && keyCounts.get(one.keyText ?? '') === 1;
  return { good: random.shuffle(all.filter(isGood)), childrenOf };
}

function withDescendants(rows: readonly AssessedRow[], childrenOf: Candidates['childrenOf']): AssessedRow[] {
  const found = new Set(rows);
  for (const row of found) {
    // A set that grows while it is walked also visits what was added.
    for (const child of childrenOf.get(row.keyText ?? '') ?? []) found.add(child);
  }
  return [...found];
}

function changedFields(before: TargetData, after: TargetData): string[] {
  return Object.keys(after).filter((field) => before[field] !== after[field]);
}

export interface ChangeOptions {
  readonly apis: readonly ErpApi[];
  readonly rows: RowStore;
  /** All live rows as they are now. */
  readonly assess: () => readonly AssessedRow[];
  /** The sandbox's seed: decides how the changed rows look. */
  readonly seed: number;
}

/** Makes the changes in one transaction of the ERP. Throws 404 for an unknown API, 422 when too few rows can change. */
export function changeRows(options: ChangeOptions, request: ChangeRequest): ChangeReport {
  const { rows, seed } = options;
  const api = options.apis.find((one) => one.slug === request.api);
  if (api === undefined) throw new HttpProblem(404, 'unknown_api', `There is no API ${JSON.stringify(request.api)}.`);
  const random = createRandom(`${request.seed}|change|${api.slug}`);
  const { good, childrenOf } = findCandidates(options.assess(), api.slug, random);
  const isChildless = (one: AssessedRow): boolean => (childrenOf.get(one.keyText ?? '') ?? []).length === 0;
  const deletable = request.delete_from === 'childless' ? good.filter(isChildless) : good;
  if (deletable.length < request.deletes) throw tooFew('deleted', deletable.length);
  const deleted = new Set(deletable.slice(0, request.deletes));
  const kept = good.filter((one) => !deleted.has(one));
  if (kept.length < request.updates) throw tooFew('updated', kept.length);
  const template = kept[0];
  if (request.inserts > 0 && template === undefined) throw tooFew('copied', 0);
  const ended = request.delete_from === 'with_children' ? withDescendants([...deleted], childrenOf) : [...deleted];

  const toChange = (op: RowChange['op'], one: AssessedRow): RowChange => ({
    op,
    api: one.api.slug,
    entity: one.api.entity,
    source_key: one.row.sourceKey,
    key: one.entry.key ?? {},
    fields: [],
  });

  const update = (one: AssessedRow): RowChange => {
    const truth = api.change(one.row.truth, random);
    rows.end(api, one.row.rowId);
    rows.insert(api, { truth, defect: null, version: rows.nextVersion(api) }, seed);
    const fields = changedFields(api.toTarget(one.row.truth), api.toTarget(truth));
    return { ...toChange('update', one), fields };
  };
  const insert = (at: number): RowChange => {
    const like = kept[at % kept.length]?.row.truth ?? '';
    const truth = api.renew(like, rows.nextId(api));
    const { sourceKey } = rows.insert(api, { truth, defect: null, version: rows.nextVersion(api) }, seed);
    const target = api.toTarget(truth);
    const key = Object.fromEntries(api.businessKey.map((field) => [field, String(target[field])]));
    return { op: 'insert', api: api.slug, entity: api.entity, source_key: sourceKey, key, fields: [] };
  };
  const end = (one: AssessedRow): RowChange => {
    rows.end(one.api, one.row.rowId);
    return toChange('delete', one);
  };

  return rows.change(() =>
    toReport([
      ...kept.slice(0, request.updates).map(update),
      ...Array.from({ length: request.inserts }, (_, at) => insert(at)),
      ...ended.map(end),
    ]),
  );
}
