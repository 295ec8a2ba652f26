// Page workers against the plain stages on the ERP data of the sandbox.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entitySchema } from '../../../engine/contract/entity.ts';
import { createSandbox, type Sandbox } from '../../../sandbox/create-sandbox.ts';
import { createTestEngine, type TestEngine } from '../../support/test-engine.ts';
import { expectSame } from './seal-page-sources.ts';

describe('on the ERP data of the sandbox', () => {
  let sandbox: Sandbox;
  let engine: TestEngine;
  beforeAll(async () => {
    sandbox = await createSandbox({ seed: 5, badShare: 0.05, synthetic: { rows: 1500 } });
    engine = await createTestEngine({ sandbox });
  });
  afterAll(async () => {
    await engine.close();
    await sandbox.close();
  });

  const folder = join(import.meta.dirname, '../../../sandbox/entities');
  const files = [...readdirSync(folder).filter((name) => name.endsWith('.json')), 'synthetic/synthetic_part.json'];
  it.each(files)('%s is sealed as the plain stages have it', async (file) => {
    const entity = entitySchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const client = engine.services.apismith();
    const api = await client.getApiBySlug(entity.source.api);
    const field = entity.source.rowversion_field ?? api.rowversionColumn;
    const planOptions = {
      timeZone: entity.source.time_zone ?? api.sourceTimeZone ?? 'UTC',
      rowversionField: field,
      rowversionType: api.columns.find(({ name }) => name === field)?.type ?? null,
    };
    const parentRules = entity.parents.map((parent) => ({
      entity: parent.entity,
      parentFields: Object.keys(parent.fields),
      childFields: Object.values(parent.fields),
    }));
    const source = { entity, columns: api.columns, planOptions, keyColumns: api.keyColumns, parentRules };
    const { items } = await client.executeApi(api.slug, { pageSize: 1500, orderBy: api.keyColumns });
    expect(await expectSame(source, items)).toBeGreaterThan(items.length / 2);
  });
});
