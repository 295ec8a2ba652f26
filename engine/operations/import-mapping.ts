// Takes over the mappings of a file into an entity: a new version, or none, with a result for each rule.

import { fieldMappingSchema, type Entity } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import { readEntityFile, toSchemaProblems, type EntityProblem } from './check-entity-file.ts';
import { getEntity } from './find-entity.ts';
import type { Services } from './services.ts';

export interface RuleResult {
  /** Position in the file, from 0. */
  readonly index: number;
  readonly target_field: string | null;
  readonly status: 'ok' | 'refused';
  readonly problems: readonly EntityProblem[];
}

export interface MappingImport {
  readonly entity: string;
  readonly status: 'imported' | 'unchanged' | 'refused';
  readonly version: number;
  readonly rules: readonly RuleResult[];
  /** What is wrong with the mapping as a whole. */
  readonly problems: readonly EntityProblem[];
}

/** `text`: a JSON array of mappings, or an object with `mappings`. Stores them only when every rule is sound. */
export async function importMapping(services: Services, name: string, text: string): Promise<MappingImport> {
  const { entity, version } = await getEntity(services.store, name);
  const documents = readMappings(text);
  const rules = documents.map(checkRule);
  const refused: MappingImport = { entity: name, status: 'refused', version, rules, problems: [] };
  if (rules.some((rule) => rule.status === 'refused')) return refused;
  const changed = JSON.stringify({ ...entity, mappings: documents });
  const { entity: next, problems } = readEntityFile(changed);
  if (next === null || problems.length > 0) return { ...refused, problems };
  const at = new Date(services.clock.now()).toISOString();
  const saved = await services.store.entities.save(next, { note: 'mapping imported', at, newUid: services.newUid });
  return { ...refused, status: saved.isNew ? 'imported' : 'unchanged', version: saved.version };
}

/** The part of an entity that `importMapping` takes. */
export function exportMapping(entity: Entity, version: number) {
  return { entity: entity.name, version, mappings: entity.mappings };
}

function readMappings(text: string): readonly unknown[] {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new EngineError('usage', 'The mapping file is not valid JSON. Correct it and import it again.', { cause });
  }
  const list = Array.isArray(document) ? document : mappingsOf(document);
  if (list !== null && list.length > 0) return list;
  const sentence =
    'The mapping file must hold an array of mappings, or an object with "mappings". Export one to see how it looks.';
  throw new EngineError('usage', sentence);
}

function mappingsOf(document: unknown): readonly unknown[] | null {
  const isObject = typeof document === 'object' && document !== null && 'mappings' in document;
  return isObject && Array.isArray(document.mappings) ? document.mappings : null;
}

function checkRule(document: unknown, index: number): RuleResult {
  const parsed = fieldMappingSchema.safeParse(document);
  const named = fieldMappingSchema.pick({ target_field: true }).loose().safeParse(document);
  const target = named.success ? named.data.target_field : null;
  if (parsed.success) return { index, target_field: target, status: 'ok', problems: [] };
  return {
    index,
    target_field: target,
    status: 'refused',
    problems: toSchemaProblems(parsed.error.issues, ['mappings', index]),
  };
}
