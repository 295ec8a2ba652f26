import { describe, expect, it } from 'vitest';
import type { ApiDescription } from '../../../engine/clients/apismith-client.ts';
import { columnSchema, entitySchema, type Column } from '../../../engine/contract/entity.ts';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { sourceColumns } from '../../../engine/operations/source-columns.ts';

const columns = (...words: readonly (readonly [name: string, type?: string, length?: number])[]): Column[] =>
  words.map(([name, type = 'VARCHAR2', length = null]) => columnSchema.parse({ name, type, length }));

function entityOf(onDrift: 'accept' | 'reject_row' | 'stop', own?: readonly Column[]) {
  return entitySchema.parse({
    name: 'part',
    source: { api: 'parts', on_drift: onDrift, ...(own === undefined ? {} : { columns: own }) },
    business_key: ['id'],
    mappings: [{ source_field: 'ID', target_field: 'id' }],
  });
}

const apiOf = (described: Column[]) => ({ slug: 'parts', columns: described }) as unknown as ApiDescription;

const known = columns(['ID'], ['QTY', 'NUMBER'], ['NOTE']);
const described = columns(['ID'], ['QTY', 'VARCHAR2'], ['SITE']);
const DRIFT = ['column SITE is new', 'column NOTE is gone', 'column QTY was NUMBER and is VARCHAR2'];

describe('the columns a run goes by', () => {
  it('are those of the API at the first run', () => {
    expect(sourceColumns(entityOf('stop'), apiOf(described), null)).toEqual({ columns: described, drift: [] });
  });

  it('are those of the entity file while nothing drifted, with its own lengths', () => {
    const own = columns(['ID', 'VARCHAR2', 10]);
    const result = sourceColumns(entityOf('stop', own), apiOf(columns(['ID', 'VARCHAR2', 40])), own);
    expect(result).toEqual({ columns: own, drift: [] });
  });

  it('are those of the API as it is now while nothing drifted since the last run', () => {
    const now = columns(['ID', 'VARCHAR2', 40]);
    expect(sourceColumns(entityOf('stop'), apiOf(now), columns(['ID', 'VARCHAR2', 10])).columns).toEqual(now);
  });

  it('do not drift where only their order changed', () => {
    expect(sourceColumns(entityOf('stop'), apiOf(known.toReversed()), known).drift).toEqual([]);
  });

  it('are the new ones where drift is accepted, and each change is told', () => {
    expect(sourceColumns(entityOf('accept'), apiOf(described), known)).toEqual({ columns: described, drift: DRIFT });
  });

  it('stay the known ones where drifted rows are turned away', () => {
    expect(sourceColumns(entityOf('reject_row'), apiOf(described), known)).toEqual({ columns: known, drift: DRIFT });
  });

  it('stop the run before it reads where the entity says so, naming every change', () => {
    const work = () => sourceColumns(entityOf('stop'), apiOf(described), known);
    expect(work).toThrow(EngineError);
    expect(work).toThrow(`The columns of the API parts changed: ${DRIFT.join('; ')}. Nothing was read`);
  });
});
