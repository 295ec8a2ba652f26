// One field of the sample's rows, layer by layer: what changed stands out, the first layer that failed is marked.

import { CrossCircleIcon, HelpIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import type { FieldMapping } from '../../../engine/contract/entity.ts';
import { formatValue } from '../../ui/format.ts';
import { useEditor } from './editor-store.ts';
import type { PreviewedRow } from './mapping-answers.ts';
import { traceField, type LayerCell, type LayerName } from './trace-layers.ts';

const NAMES: Readonly<Record<LayerName, string>> = {
  raw: 'Source',
  type_coercion: '1 Type',
  string: '2 Text',
  numeric: '3 Number',
  datetime: '4 Date',
  mapping: '5 Mapped',
};

export interface LayersTableProps {
  readonly rows: readonly { readonly row: PreviewedRow; readonly at: number }[];
  readonly mapping: FieldMapping;
}

export function LayersTable({ rows, mapping }: LayersTableProps): ReactNode {
  const all = useEditor(({ history }) => history.present.entity.mappings);
  return (
    <div className="sf-table-scroll" tabIndex={0} role="region" aria-label={`${mapping.target_field}, layer by layer`}>
      <table className="sf-table sf-layers">
        <thead>
          <tr>
            <th scope="col" className="sf-table-at">
              Row
            </th>
            {Object.entries(NAMES).map(([layer, name]) => (
              <th key={layer} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, at }) => {
            const { cells, messages } = traceField(row, mapping, all);
            return [
              <tr key={at} className={messages.length > 0 ? 'sf-table-bad' : undefined}>
                <th scope="row" className="sf-table-at">
                  {at}
                </th>
                {cells.map((cell) => (
                  <Cell key={cell.layer} cell={cell} />
                ))}
              </tr>,
              ...messages.map((message) => (
                <tr key={`${at} ${message}`} className="sf-table-message">
                  <td />
                  <td colSpan={cells.length}>
                    <div className="sf-message">{message}</div>
                  </td>
                </tr>
              )),
            ];
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell: { value, isSame, isFailing, isGuessed, isUnknown } }: { readonly cell: LayerCell }): ReactNode {
  const text = formatValue(value);
  if (isUnknown && !isFailing) {
    return (
      <td className="sf-cell-null" title="Not worked out: the rule has a problem">
        not known
      </td>
    );
  }
  if (isFailing) {
    return (
      <td className="sf-cell-failing">
        <CrossCircleIcon size={12} /> fails here
      </td>
    );
  }
  return (
    <td className={value === null ? 'sf-cell-null' : isSame ? 'sf-cell-same' : 'sf-cell-changed'} title={text}>
      {isGuessed && <HelpIcon size={12} title="Guessed" className="sf-cell-guess" />}
      {isGuessed && <span className="sf-cell-guess"> guessed: </span>}
      {text}
    </td>
  );
}
