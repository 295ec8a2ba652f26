// Previews and proposals of mappings for people.

import type { InferredMapping } from '../../operations/infer-mapping.ts';
import type { PreviewedRow } from '../../normalize/preview.ts';
import { plural, textTable } from './text-table.ts';

const LAYERS = ['type_coercion', 'string', 'numeric', 'datetime'] as const;

/** Each row: every column through layers 1 to 4, then the mapped fields, the key and the errors. */
export function describePreviews(previews: readonly PreviewedRow[]): string {
  const broken = previews.filter((preview) => preview.errors.length > 0).length;
  return [
    ...previews.flatMap(describePreview),
    `${plural(previews.length, 'row')}, ${broken === 0 ? 'no errors' : `${plural(broken, 'row')} with errors`}.`,
  ].join('\n');
}

function describePreview(preview: PreviewedRow, at: number): readonly string[] {
  const { layers, errors, guessed } = preview;
  const columns = Object.keys(layers.type_coercion).map((column) => [
    column,
    show(preview.raw[column]),
    ...LAYERS.map((layer) => show(layers[layer][column])),
  ]);
  const fields = Object.entries(layers.mapping).map(([field, value]) => [field, show(value)]);
  return [
    `Row ${at + 1}${preview.reference === null ? '' : `: ${preview.reference}`}`,
    indent(textTable(['COLUMN', 'RAW', '1 TYPE', '2 STRING', '3 NUMERIC', '4 DATE'], columns)),
    indent(textTable(['FIELD', '5 MAPPED'], fields)),
    ...(preview.bk_hash === null ? [] : [`  key hash ${preview.bk_hash}, data hash ${preview.data_hash}`]),
    ...guessed.map((column) => `  note: the date in ${column} could only be guessed`),
    ...errors.map(({ stage, code, field, message }) => `  error: ${stage}, ${code}, ${field ?? 'record'}: ${message}`),
    '',
  ];
}

export function describeInferred({ columns, suggestions }: InferredMapping): string {
  const byColumn = new Map(suggestions.map((suggestion) => [suggestion.source_field, suggestion]));
  const rows = columns.map((column) => {
    const suggestion = byColumn.get(column.name);
    return [
      column.name,
      column.type,
      `${Math.round(column.fill_rate * 100)} %`,
      suggestion?.target_field ?? '(not mapped)',
      suggestion?.type ?? '',
      suggestion === undefined ? '' : `${Math.round(suggestion.confidence * 100)} %, ${suggestion.reason}`,
    ];
  });
  const table = textTable(['COLUMN', 'TYPE', 'FILLED', 'FIELD', 'FIELD TYPE', 'CONFIDENCE'], rows);
  return `${table}\nWith --json the answer holds a draft of the entity file, in "entity".`;
}

function show(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
