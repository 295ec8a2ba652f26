// The live preview of the mapping editor: rows through a mapping that need not be saved, as far as it compiles.

import type { Entity } from '../contract/entity.ts';
import type { PreviewedRow } from '../normalize/preview.ts';
import type { RawRow } from '../record/shapes.ts';
import { inferColumns } from '../samples/infer-columns.ts';
import { setBrokenAside, type EntityProblem } from './check-entity-file.ts';
import { previewRows } from './preview-mapping.ts';

export interface DraftPreview {
  /** The fields that were set aside, each with its reason. */
  readonly problems: readonly EntityProblem[];
  /** One for each row; none where nothing of the mapping compiles. */
  readonly rows: readonly PreviewedRow[];
}

/** Works without network and state. Columns are those of the draft, else told from the rows. */
export async function previewDraft(entity: Entity, rows: readonly RawRow[]): Promise<DraftPreview> {
  const columns = entity.source.columns ?? inferColumns(rows);
  const { problems, plan } = setBrokenAside(entity, columns);
  if (plan === null) return { problems, rows: [] };
  return { problems, rows: await previewRows({ plan, columns, rows }) };
}
