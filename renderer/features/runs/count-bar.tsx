// What became of the rows that were read: a bar in parts and the numbers below it, which add up.

import type { ReactNode } from 'react';
import { toHash } from '../../state/place.ts';
import { countOf, formatCount } from '../../ui/format.ts';
import { toCounts, type Count } from './counts.ts';
import type { Metrics } from './run-types.ts';

export interface CountBarProps {
  readonly metrics: Metrics;
  /** Rows the source says there are. */
  readonly total?: number | null;
  readonly isDryRun?: boolean;
  /** Failed and waiting rows lead to their records. */
  readonly batchUid?: string;
  readonly entity?: string;
}

const DRY_WORDS: Readonly<Partial<Record<Count['id'], string>>> = { inserted: 'To insert', updated: 'To update' };

export function CountBar({ metrics, total = null, isDryRun = false, batchUid, entity }: CountBarProps): ReactNode {
  const { read, parts, deleted, held, failedDeletes } = toCounts(metrics);
  const whole = Math.max(read, total ?? 0, 1);
  const shown = parts.filter(({ id, rows }) => rows > 0 || id === 'same' || id === 'inserted' || id === 'updated');
  const wordOf = ({ id, word }: Count): string => (isDryRun ? (DRY_WORDS[id] ?? word) : word);
  const linkOf = ({ id, rows }: Count): string | null => {
    if (rows === 0 || batchUid === undefined || isDryRun) return null;
    if (id === 'failed') return toHash({ path: '/failed', params: { batch: batchUid } });
    if (id === 'waiting' && entity !== undefined) return toHash({ path: '/waiting', params: { entity } });
    return null;
  };
  return (
    <div className="sf-counts">
      <div className="sf-counts-bar" aria-hidden="true">
        {parts.map(({ id, rows }) =>
          rows === 0 ? null : (
            <span key={id} className={`sf-part-${id}`} style={{ width: `${(rows / whole) * 100}%` }} />
          ),
        )}
      </div>
      <ul className="sf-counts-list">
        <li>
          <span>Read</span>
          <b>{formatCount(read)}</b>
          {total !== null && <span className="sf-muted">of {formatCount(total)}</span>}
        </li>
        <li aria-hidden="true" className="sf-muted">
          =
        </li>
        {shown.map((count) => {
          const link = linkOf(count);
          return (
            <li key={count.id}>
              <i className={`sf-part-${count.id}`} aria-hidden="true" />
              {link === null ? <span>{wordOf(count)}</span> : <a href={link}>{wordOf(count)}</a>}
              <b>{formatCount(count.rows)}</b>
            </li>
          );
        })}
      </ul>
      {(deleted > 0 || held > 0 || failedDeletes > 0) && (
        <p className="sf-counts-beside">
          Beside these, without a row in the ERP:{' '}
          {[
            deleted > 0 ? `${countOf(deleted, 'record')} ${isDryRun ? 'to delete' : 'deleted'}` : '',
            failedDeletes > 0 ? `${countOf(failedDeletes, 'delete')} failed` : '',
            held > 0 ? `${countOf(held, 'delete')} held` : '',
          ]
            .filter((text) => text !== '')
            .join(', ')}
          .
        </p>
      )}
    </div>
  );
}
