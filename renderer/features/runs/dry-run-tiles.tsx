// The kinds of outcome of a dry run as large numbers; those with records filter the list.

import type { ReactNode } from 'react';
import { setParams } from '../../state/location.ts';
import { formatCount } from '../../ui/format.ts';
import { toCounts } from './counts.ts';
import { OPERATION_LOOKS } from './operation-label.tsx';
import type { Metrics, Operation } from './run-types.ts';

export interface DryRunTilesProps {
  readonly metrics: Metrics;
  readonly operation: Operation | null;
}

export function DryRunTiles({ metrics, operation }: DryRunTilesProps): ReactNode {
  const { read, parts } = toCounts(metrics);
  const rowsOf = (id: (typeof parts)[number]['id']): number => parts.find((part) => part.id === id)?.rows ?? 0;
  const records: readonly (readonly [Operation, number])[] = [
    ['INSERT', metrics.inserted],
    ['UPDATE', metrics.updated],
    ['DELETE', metrics.deleted],
  ];
  const others = [
    ['Same', rowsOf('same')],
    ['Failed', metrics.failed],
    ['Waiting', rowsOf('waiting')],
    ['Duplicates', rowsOf('duplicates')],
    ['Deletes held', metrics.held_deletes],
  ] as const;
  return (
    <div className="sf-tiles" role="group" aria-label={`What would happen to ${formatCount(read)} rows`}>
      {records.map(([kind, count]) => (
        <button
          key={kind}
          type="button"
          className={`sf-tile sf-tile-${OPERATION_LOOKS[kind].tone}`}
          aria-pressed={operation === kind}
          disabled={count === 0}
          onClick={() => setParams({ op: operation === kind ? null : kind, field: null, record: null })}
        >
          <b>{formatCount(count)}</b>
          <span>
            {OPERATION_LOOKS[kind].icon} {OPERATION_LOOKS[kind].word}
          </span>
        </button>
      ))}
      {others
        .filter(([word, count]) => count > 0 || word === 'Same' || word === 'Failed' || word === 'Waiting')
        .map(([word, count]) => (
          <div key={word} className={word === 'Failed' && count > 0 ? 'sf-tile sf-tile-warning' : 'sf-tile'}>
            <b>{formatCount(count)}</b>
            <span>{word}</span>
          </div>
        ))}
    </div>
  );
}
