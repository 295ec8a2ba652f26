// An ordered choice of target fields: added from a list, moved and removed by buttons and keys.

import { Button } from '@blueprintjs/core';
import { ArrowDownIcon, ArrowUpIcon, CrossIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { moveItem } from './edit-draft.ts';
import { useEntity } from './setting-field.tsx';

export interface FieldListProps {
  /** What the fields are: "business key". */
  readonly label: string;
  readonly fields: readonly string[];
  readonly isOrdered?: boolean;
  readonly onFields: (fields: string[]) => void;
}

export function FieldList({ label, fields, isOrdered = false, onFields }: FieldListProps): ReactNode {
  const { mappings } = useEntity();
  const choices = mappings
    .filter(({ target_field: target }) => !fields.includes(target))
    .map(({ target_field: target, type }) => ({ value: target, label: target, hint: type }));
  return (
    <div className="sf-field-list">
      <ol>
        {fields.map((field, at) => (
          <li key={field} className="sf-row">
            <span className="sf-mono">{field}</span>
            {isOrdered && (
              <>
                <Button
                  size="small"
                  variant="minimal"
                  icon={<ArrowUpIcon />}
                  aria-label={`Move ${field} up`}
                  disabled={at === 0}
                  onClick={() => onFields(moveItem(fields, at, at - 1))}
                />
                <Button
                  size="small"
                  variant="minimal"
                  icon={<ArrowDownIcon />}
                  aria-label={`Move ${field} down`}
                  disabled={at === fields.length - 1}
                  onClick={() => onFields(moveItem(fields, at, at + 1))}
                />
              </>
            )}
            <Button
              size="small"
              variant="minimal"
              icon={<CrossIcon />}
              aria-label={`Take ${field} out of the ${label}`}
              onClick={() => onFields(fields.filter((one) => one !== field))}
            />
          </li>
        ))}
      </ol>
      <ChoiceField
        label={`Add a field to the ${label}`}
        value=""
        placeholder="Add a field"
        choices={choices}
        onChoose={(field) => onFields([...fields, field])}
      />
    </div>
  );
}
