import { describe, expect, it } from 'vitest';
import { createRowValidator } from '../../../engine/normalize/row-validator.ts';
import { normalizePage } from '../../../engine/stages/2-normalize.ts';
import { validatePage } from '../../../engine/stages/3-validate.ts';
import { mapPage } from '../../../engine/stages/4-map.ts';
import { codes, COLUMNS, good, plan, planOf, validate } from './part-plan.ts';
import { fetchedRecord } from './rows.ts';

describe('map', () => {
  it('gives every target field its value', async () => {
    const { passed } = validate([good]);
    const result = await mapPage(plan, passed);
    expect(result.passed.map(({ data }) => data)).toEqual([{ id: 'P1', qty: 1000 }]);
  });

  it('turns a row away that breaks a rule, with its key and what became of its fields', async () => {
    const { passed } = validate([{ ID: 'P2', QTY: 1001, RV: 1 }, { ID: 'P3', QTY: null, RV: 1 }, good]);
    const result = await mapPage(plan, passed);
    expect(result.passed).toHaveLength(1);
    expect(result.rejected.map(({ rejects, reference }) => [codes(rejects), reference])).toEqual([
      [['map range qty'], 'id=P2'],
      [['map required qty'], 'id=P3'],
    ]);
    expect(result.rejected[0]).toMatchObject({ normalized: { QTY: 1001 }, mapped: { id: 'P2', qty: null } });
  });

  it('waits for expressions', async () => {
    const mappings = [
      { source_field: 'ID', target_field: 'id' },
      {
        source_field: 'QTY',
        target_field: 'qty',
        type: 'decimal' as const,
        transformations: [{ op: 'expression' as const, jsonata: 'value * 2' }],
      },
    ];
    const doubling = planOf({ mappings });
    const { passed } = normalizePage(doubling, [fetchedRecord({ ID: 'P1', QTY: 21 })]);
    const validated = validatePage(
      { plan: doubling, validator: createRowValidator(COLUMNS, 'accept'), drift: new Map() },
      passed,
    );
    const { data } = (await mapPage(doubling, validated.passed)).passed[0]!;
    expect([doubling.isAsync, data]).toEqual([true, { id: 'P1', qty: 42 }]);
  });
});
