// The sample's rows as the records they become: their reference, or what is wrong with them.

import { TickIcon, WarningSignIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { setParams } from '../../state/location.ts';
import { formatValue } from '../../ui/format.ts';
import { useEditor } from './editor-store.ts';
import type { PreviewedRow } from './mapping-answers.ts';

export interface RecordsTableProps {
  readonly rows: readonly { readonly row: PreviewedRow; readonly at: number }[];
}

export function RecordsTable({ rows }: RecordsTableProps): ReactNode {
  const mappings = useEditor(({ history }) => history.present.entity.mappings);
  const fieldOf = (name: string | null): string | null =>
    mappings.find(({ target_field: target, source_field: source }) => target === name || source === name)
      ?.target_field ?? null;
  return (
    <div className="sf-table-scroll" tabIndex={0} role="region" aria-label="Records of the sample">
      <table className="sf-table">
        <thead>
          <tr>
            <th scope="col" className="sf-table-at">
              Row
            </th>
            <th scope="col">Record</th>
            {mappings.map(({ target_field: target }) => (
              <th key={target} scope="col">
                <a
                  href="#mapping-rows"
                  onClick={(event) => {
                    event.preventDefault();
                    setParams({ field: target });
                  }}
                >
                  {target}
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, at }) => [
            <tr key={at} className={row.errors.length > 0 ? 'sf-table-bad' : undefined}>
              <th scope="row" className="sf-table-at">
                {at}
              </th>
              <td>
                {row.errors.length === 0 ? (
                  <>
                    <TickIcon size={12} className="sf-good-icon" title="No problems" /> {row.reference}
                  </>
                ) : (
                  <>
                    <WarningSignIcon size={12} className="sf-bad-icon" title="Problems" /> {row.errors.length}{' '}
                    {row.errors.length === 1 ? 'problem' : 'problems'}
                  </>
                )}
              </td>
              {mappings.map(({ target_field: target }) => {
                const text = formatValue(row.layers.mapping[target]);
                return (
                  <td key={target} title={text} className={text === 'null' ? 'sf-cell-null' : undefined}>
                    {text}
                  </td>
                );
              })}
            </tr>,
            ...row.errors.map(({ field, message, code }) => (
              <tr key={`${at} ${field ?? ''} ${code}`} className="sf-table-message">
                <td />
                <td colSpan={mappings.length + 1}>
                  <div className="sf-message">
                    {fieldOf(field) !== null && (
                      <>
                        <a
                          href="#mapping-rows"
                          onClick={(event) => {
                            event.preventDefault();
                            setParams({ field: fieldOf(field) });
                          }}
                        >
                          {fieldOf(field)}
                        </a>
                        :{' '}
                      </>
                    )}
                    {message}
                  </div>
                </td>
              </tr>
            )),
          ])}
        </tbody>
      </table>
    </div>
  );
}
