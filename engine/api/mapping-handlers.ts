// Mapping: samples from files and APIs, the live preview, and what both systems offer to choose from.

import type { TargetEntity } from '../clients/schedulehub-client.ts';
import { askPatiently } from '../operations/ask-patiently.ts';
import { findDrift } from '../operations/find-drift.ts';
import { openApiSample, openFileSample, type OpenedSample } from '../operations/open-sample.ts';
import { previewDraft } from '../operations/preview-draft.ts';
import { signalOf, type ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

const APIS_PER_PAGE = 100;
const PATIENCE_MS = 20_000;
/** Reading rows may take a gateway long. */
const SAMPLE_PATIENCE_MS = 60_000;

export function createMappingHandlers(os: Implementer['mapping'], { services }: ApiParts) {
  return {
    infer: os.infer.handler(async ({ input, signal }) => {
      const { file, target_entity: targetEntity } = input;
      const bytes = new Uint8Array(await file.arrayBuffer());
      return toSample(
        await openFileSample(services, { name: file.name, bytes, targetEntity, signal: signalOf(signal) }),
      );
    }),
    fetch_sample: os.fetch_sample.handler(async ({ input, signal }) => {
      const { api, limit, target_entity: targetEntity } = input;
      const patience = { system: 'APISmith', ms: SAMPLE_PATIENCE_MS, signal: signalOf(signal) } as const;
      return toSample(
        await askPatiently(patience, (until) => openApiSample(services, { api, limit, targetEntity, signal: until })),
      );
    }),
    preview: os.preview.handler(({ input }) => previewDraft(input.entity, input.rows)),
    list_apis: os.list_apis.handler(async ({ input, signal }) => {
      const patience = { system: 'APISmith', ms: PATIENCE_MS, signal: signalOf(signal) } as const;
      const { items, total } = await askPatiently(patience, (until) =>
        services.apismith().listApis({ page: input.page, pageSize: APIS_PER_PAGE, signal: until }),
      );
      return {
        total,
        apis: items.map(({ slug, name, connector, description, columns, keyColumns, rowversionColumn }) => ({
          slug,
          name,
          connector,
          description,
          columns,
          key_columns: keyColumns,
          rowversion_column: rowversionColumn,
        })),
      };
    }),
    list_targets: os.list_targets.handler(async ({ signal }) => {
      const patience = { system: 'ScheduleHub', ms: PATIENCE_MS, signal: signalOf(signal) } as const;
      const targets = await askPatiently(patience, (until) => services.schedulehub().listEntities(until));
      return {
        targets: targets.map(({ name, fields, parents, recordCount }) => ({
          name,
          fields: fields.map(toTargetField),
          parents: parents.map((parent) => parent.entity),
          record_count: recordCount,
        })),
      };
    }),
    drift: os.drift.handler(async ({ input, signal }) => {
      const patience = { system: 'APISmith', ms: PATIENCE_MS, signal: signalOf(signal) } as const;
      const { isKnown, changes, columns, columnsNow } = await askPatiently(patience, (until) =>
        findDrift(services, input.name, until),
      );
      return {
        is_known: isKnown,
        changes,
        columns: columns.map(({ isKey, ...column }) => ({ ...column, is_key: isKey })),
        columns_now: columnsNow,
      };
    }),
  };
}

function toSample({ rowsRead, targetFields, ...sample }: OpenedSample) {
  return { ...sample, rows_read: rowsRead, target_fields: targetFields?.map(toTargetField) ?? null };
}

function toTargetField({ isRequired, maxLength, ...field }: TargetEntity['fields'][number]) {
  return { ...field, is_required: isRequired, max_length: maxLength };
}
