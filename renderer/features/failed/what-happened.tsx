// What happened to one record, in sentences.

import type { ReactNode } from 'react';
import type { Entity } from '../../../engine/contract/entity.ts';
import { Age } from '../../ui/age.tsx';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { compareFields } from './compare-fields.ts';
import type { FailedDetails } from './failed-types.ts';
import { CODE_WORDS } from './failed-words.ts';
import { guiltyValue, ruleOf, whatFailed, whatToDo, whatWasKept } from './record-sentences.ts';

export interface WhatHappenedProps {
  readonly record: FailedDetails;
  readonly mapping: Entity | null;
}

/** Longer values are shown in the table of fields only. */
const MOST_SHOWN = 200;

export function WhatHappened({ record, mapping }: WhatHappenedProps): ReactNode {
  const table = compareFields(record, mapping);
  const row = table.rows.find(({ guilty }) => guilty !== null);
  const rule = ruleOf(mapping?.mappings.find((one) => one.target_field === row?.field) ?? null);
  const value = guiltyValue(table);
  const facts: readonly (Fact | null)[] = [
    record.field === null ? null : { name: 'Field', value: <span className="sf-mono">{fieldWords(record, row)}</span> },
    value === null ? null : { name: 'Value', value: <span className="sf-mono">{shorten(value)}</span> },
    rule === null ? null : { name: 'Rule', value: rule },
    {
      name: 'Cause',
      value: `${CODE_WORDS[record.code]}. ${record.cause}`,
    },
    { name: 'What was kept', value: whatWasKept(record) },
    {
      name: 'Tries',
      value: (
        <>
          {record.retry_count} of {record.max_retries}; seen {record.times_seen}{' '}
          {record.times_seen === 1 ? 'time' : 'times'}, first <Age at={record.first_seen_at} />
          {record.next_retry_at !== null && (
            <>
              ; tried again by itself <Age at={record.next_retry_at} />
            </>
          )}
        </>
      ),
    },
  ];
  const steps = whatToDo(record);
  return (
    <section aria-label="What happened">
      <h2 className="sf-failed-title" title={whatFailed(record)}>
        {whatFailed(record)}
      </h2>
      <p className="sf-failed-message">{shorten(record.message)}</p>
      <Facts facts={facts.filter((fact) => fact !== null)} />
      {steps.length > 0 && (
        <>
          <h3>What to do</h3>
          <ul className="sf-failed-todo">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function fieldWords(record: FailedDetails, row: { column: string | null; field: string | null } | undefined): string {
  if (row === undefined || row.column === null || row.field === null) return record.field ?? '';
  return `${row.column} → ${row.field}`;
}

function shorten(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} …` : text;
}
