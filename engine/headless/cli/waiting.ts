// `syncflow waiting`: records that wait for a parent, by missing parent or one by one; fetching a parent now.

import { EngineError } from '../../failures/engine-error.ts';
import { toBatchSummary } from '../../operations/batch-summary.ts';
import { fetchParent } from '../../operations/fetch-parent.ts';
import type { BkHash } from '../../record/shapes.ts';
import { toParentItem, toWaitingItem } from '../../operations/list-waiting.ts';
import type { MissingParent, PendingChild } from '../../repositories/pending-child.ts';
import type { DefineCommand } from './cli.ts';
import { exitCodeOf } from './exit-codes.ts';
import { wholeNumber } from './option-values.ts';
import { withProgress } from './run-batches.ts';
import { count, plural, textTable } from './text-table.ts';

interface ListFlags {
  readonly entity?: string;
  readonly byParent?: boolean;
  readonly limit: number;
}

export const defineWaiting: DefineCommand = (command, run) => {
  command
    .command('list')
    .description('list waiting records, or the parents they miss')
    .option('--entity <name>', 'only records of this entity')
    .option('--by-parent', 'the missing parents, the one with most children first')
    .option('--limit <records>', 'how many', wholeNumber(1, 100_000), 50)
    .action(async ({ entity, byParent, limit }: ListFlags) =>
      run(async (cli) =>
        cli.withEngine(async ({ store }) => {
          const parents = await store.pendingChildren.groupByParent({ limit });
          if (byParent === true) return cli.answer({ json: parents.map(toParentItem), text: describeParents(parents) });
          const { items } = await store.pendingChildren.listWaiting({ entity }, { limit });
          const total = await store.pendingChildren.count(entity);
          return cli.answer({ json: items.map(toWaitingItem), text: describeWaiting(items, total) });
        }),
      ),
    );
  command
    .command('fetch-parent')
    .description('read a missing parent from the ERP now and send it with its children')
    .argument('<parent_entity>')
    .argument('<parent_bk_hash>', 'as "waiting list" shows it')
    .action(async (entity: string, hash: string) =>
      run(async (cli) => {
        const bkHash = toBkHash(hash);
        return cli.withEngine(async (services) => {
          const request = { entity, bkHash, control: cli.control };
          const result = await withProgress(cli, services, () => fetchParent(services, request));
          const json = {
            is_found: result.isFound,
            freed_children: result.freedChildren,
            batch: toBatchSummary(result.batch),
          };
          const sentence = result.isFound
            ? `The parent was read and sent; ${plural(result.freedChildren, 'child', 'children')} went with it.`
            : `The ERP shows no row with this key. Its children keep waiting.`;
          const text = result.batch.errorMessage ?? sentence;
          return cli.answer({ json, text, exitCode: exitCodeOf([result.batch]) });
        });
      }),
    );
};

function describeParents(parents: readonly MissingParent[]): string {
  if (parents.length === 0) return 'No record waits for a parent.';
  return textTable(
    ['CHILDREN', 'MISSING PARENT', 'OF', 'CHILDREN OF', 'SINCE', 'KEY HASH'],
    parents.map((one) => [
      one.children,
      one.parentReference,
      one.parentEntity,
      one.entities.join(', '),
      one.oldest,
      one.parentBkHash,
    ]),
  );
}

function describeWaiting(items: readonly PendingChild[], total: number): string {
  if (items.length === 0) return 'No record waits for a parent.';
  const rows = items.map((child) => [
    child.entityName,
    child.reference,
    `${child.parentEntity}: ${child.parentReference}`,
    `${child.retryCount} of ${child.maxRetries}`,
    child.createdAt,
    child.parentBkHash,
  ]);
  const table = textTable(['ENTITY', 'RECORD', 'WAITS FOR', 'RUNS', 'SINCE', 'PARENT KEY HASH'], rows);
  return `${table}\n${count(items.length)} of ${count(total)} shown. By parent: syncflow waiting list --by-parent`;
}

function toBkHash(text: string): BkHash {
  if (!/^[0-9a-f]{32}$/.test(text)) {
    const sentence = `${text} is no key hash. Copy it from "syncflow waiting list --by-parent": 32 hex digits.`;
    throw new EngineError('usage', sentence);
  }
  return text as BkHash; // safe: the pattern is what the brand promises
}
