// The table of a lookup: what is found on the left becomes what stands on the right.

import { Button, InputGroup } from '@blueprintjs/core';
import { AddIcon, CrossIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { toText, type Scalar } from './to-scalar.ts';

type Table = Record<string, Scalar>;

export interface LookupTableProps {
  readonly table: Table;
  readonly onTable: (table: Table) => void;
}

export function LookupTable({ table, onTable }: LookupTableProps): ReactNode {
  const entries = Object.entries(table);
  const replace = (at: number, entry: readonly [string, Scalar]): void =>
    onTable(Object.fromEntries(entries.map((one, index) => (index === at ? entry : one))));
  return (
    <div className="sf-lookup" role="group" aria-label="Lookup table">
      {entries.map(([from, to], at) => (
        // By position: the text on the left is being typed.
        <div key={at} className="sf-row">
          <InputGroup
            size="small"
            aria-label={`Value ${at + 1}`}
            value={from}
            onChange={({ currentTarget: { value } }) => {
              if (value === from || !(value in table)) replace(at, [value, to]);
            }}
          />
          <span aria-hidden="true">→</span>
          <InputGroup
            size="small"
            aria-label={`Becomes ${at + 1}`}
            placeholder="empty"
            value={toText(to)}
            onChange={({ currentTarget: { value } }) => replace(at, [from, value === '' ? null : value])}
          />
          <Button
            size="small"
            variant="minimal"
            icon={<CrossIcon size={12} />}
            aria-label={`Remove value ${at + 1}`}
            onClick={() => onTable(Object.fromEntries(entries.filter((_one, index) => index !== at)))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<AddIcon size={12} />}
        text="Add a value"
        disabled={'' in table}
        onClick={() => onTable({ ...table, '': '' })}
      />
    </div>
  );
}
