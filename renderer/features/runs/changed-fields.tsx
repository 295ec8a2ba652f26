// The fields that change, each with the number of its records: a click shows only those.

import type { ReactNode } from 'react';
import { setParams } from '../../state/location.ts';
import { countOf, formatCount } from '../../ui/format.ts';
import type { FieldCount, Operation } from './run-types.ts';

export interface ChangedFieldsProps {
  readonly fields: readonly FieldCount[];
  readonly operation: Operation | null;
  readonly field: string | null;
}

const VERBS: Readonly<Record<Operation, string>> = { INSERT: 'filled', UPDATE: 'changed', DELETE: 'held' };

export function ChangedFields({ fields, operation, field }: ChangedFieldsProps): ReactNode {
  const verb = VERBS[operation ?? 'UPDATE'];
  const most = Math.max(1, ...fields.map(({ records }) => records));
  const choose = (name: string): void => {
    const isSame = field === name;
    // A field is counted by operation: the list shows just the records that make up its number.
    setParams({ field: isSame ? null : name, op: isSame ? null : (operation ?? 'UPDATE'), record: null });
  };
  return (
    <section className="sf-fields" aria-label="Fields that change">
      <h2>Fields {verb}</h2>
      {fields.length === 0 && <p className="sf-muted">No existing record changes.</p>}
      <ul>
        {fields.map(({ field: name, records }) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={field === name}
              title={`${name} ${verb} in ${countOf(records, 'record')}`}
              onClick={() => choose(name)}
            >
              <span className="sf-ellipsis">{name}</span>
              <span className="sf-number">{formatCount(records)}</span>
              <i style={{ width: `${(records / most) * 100}%` }} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
