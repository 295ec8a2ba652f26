// Everything that was tried on a record, the newest first.

import type { ReactNode } from 'react';
import { Age } from '../../ui/age.tsx';
import { formatValue } from '../../ui/format.ts';
import { toValues } from './compare-fields.ts';
import type { FailedDetails, Try } from './failed-types.ts';
import { describeTry } from './failed-words.ts';

export function TriesList({ record }: { readonly record: FailedDetails }): ReactNode {
  return (
    <section aria-label="History">
      <h3>History</h3>
      <ol className="sf-failed-tries">
        {record.tries.toReversed().map((attempt) => (
          <li key={attempt.no}>
            <div className="sf-row-wrap">
              <strong>{describeTry(attempt)}</strong>
              <span className="sf-muted">
                <Age at={attempt.at} />
                {attempt.mapping_version !== null && `, mapping v${attempt.mapping_version}`}
              </span>
            </div>
            <TryDetail attempt={attempt} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** An edit is kept as the JSON of what it changed; everything else as a sentence. */
function TryDetail({ attempt }: { readonly attempt: Try }): ReactNode {
  const { action, message } = attempt;
  if (message === null || message === '') return null;
  if (action !== 'edited') return <div className="sf-failed-message">{message}</div>;
  return (
    <ul className="sf-failed-todo sf-mono">
      {Object.entries(toValues(parsed(message))).map(([column, value]) => (
        <li key={column}>
          {column} = {value === null ? 'no value' : formatValue(value)}
        </li>
      ))}
    </ul>
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // A reason in words, not the edit itself.
    return {};
  }
}
