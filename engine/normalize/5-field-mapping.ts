// Layer 5: one target field from its source column: the chain of transformations, the field's type, the default,
// required, and the rules, in this order.

import type { FieldMapping } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import { reject, type Reject } from '../failures/reject.ts';
import type { NormalizedRow, Value } from '../record/shapes.ts';
import { createNumericReader } from './3-numeric.ts';
import { createTypeCast, toText, type TypeCast } from './field-type.ts';
import { isFault, show, type Fault, type Outcome } from './outcome.ts';
import type { TimeZone } from './time-zone.ts';
import { compileTransformation, type Step } from './transformations.ts';
import { compileRules, type Rule } from './validation-rules.ts';

export interface MappedField {
  readonly target: string;
  readonly isAsync: boolean;
  /** The field's value, or null with what is wrong with it added to `rejects`. Not for async fields. */
  readonly map: (row: NormalizedRow, rejects: Reject[]) => Value;
  readonly mapAsync: (row: NormalizedRow, rejects: Reject[]) => Promise<Value>;
}
export interface CompiledChain {
  readonly steps: readonly Step[];
  /** Source fields that the chain reads beside its own value. */
  readonly names: readonly string[];
}

/** Compiles a field's transformations; throws EngineError `usage` whose message says which one cannot work and why. */
export function compileChain(mapping: FieldMapping): CompiledChain {
  const readNumber = createNumericReader(mapping.format);
  const steps = mapping.transformations.map((transformation, index) => {
    try {
      return compileTransformation(transformation, readNumber);
    } catch (error) {
      const op = typeof transformation === 'string' ? transformation : transformation.op;
      throw new EngineError('usage', `transformation ${index + 1} (${op}): ${messageOf(error)}`, { cause: error });
    }
  });
  return { steps, names: steps.flatMap((step) => step.names) };
}

/** Compiles the whole field; throws EngineError `usage` whose message names the rule that cannot work. */
export function compileField(
  mapping: FieldMapping,
  chain: CompiledChain,
  needs: { readonly zone: TimeZone; readonly key: string; readonly isTyped: boolean },
): MappedField {
  const { steps } = chain;
  const { key } = needs;
  const target = mapping.target_field;
  const cast = createTypeCast(mapping.type, { zone: needs.zone, format: mapping.format });
  const finish = createFinish(mapping, isCastDone(mapping, chain, needs.isTyped) ? plainCast(mapping, cast) : cast, {
    rules: compileRules(mapping, cast),
    fallback: castDefault(mapping, cast),
  });
  return {
    target,
    isAsync: steps.some((step) => step.kind === 'async'),
    map: (row, rejects) =>
      finish(steps.length === 0 ? (row[key] ?? null) : runSteps(steps, row[key] ?? null, row), rejects),
    mapAsync: async (row, rejects) => finish(await runStepsAsync(steps, row[key] ?? null, row), rejects),
  };
}

function runSteps(steps: readonly Step[], start: Value, row: NormalizedRow): Outcome {
  let value: Outcome = start;
  for (const step of steps) {
    if (step.kind === 'async') throw new EngineError('usage', 'a field with an expression is mapped by mapAsync');
    value = step.run(value, row);
    if (isFault(value)) return value;
  }
  return value;
}

async function runStepsAsync(steps: readonly Step[], start: Value, row: NormalizedRow): Promise<Outcome> {
  let value: Outcome = start;
  for (const step of steps) {
    value = step.kind === 'async' ? await step.run(value, row) : step.run(value, row);
    if (isFault(value)) return value;
  }
  return value;
}

type Finish = (outcome: Outcome, rejects: Reject[]) => Value;

function createFinish(
  mapping: FieldMapping,
  cast: TypeCast,
  after: { readonly rules: readonly Rule[]; readonly fallback: Value },
): Finish {
  const { target_field: target, source_field: source, is_required: isRequired } = mapping;
  const { rules, fallback } = after;
  const turnAway = (found: Fault, rejects: Reject[]): null => {
    rejects.push(reject('map', found.code, target, found.message));
    return null;
  };
  return (outcome, rejects) => {
    if (isFault(outcome)) return turnAway(outcome, rejects);
    const typed = outcome === null ? null : cast(outcome);
    if (isFault(typed)) return turnAway(typed, rejects);
    const value = typed ?? fallback;
    if (value === null) {
      if (isRequired)
        rejects.push(reject('map', 'required', target, `The field is required, but column ${source} gives no value.`));
      return null;
    }
    let isKept = true;
    for (const rule of rules) {
      const broken = rule(value);
      if (broken === null) continue;
      turnAway(broken, rejects);
      isKept = false;
    }
    return isKept ? value : null;
  };
}

/** Whether layers 1 to 4 already give the field's type, so that the cast has nothing left to judge. */
function isCastDone(mapping: FieldMapping, chain: CompiledChain, isTyped: boolean): boolean {
  return chain.steps.length === 0 && (mapping.type === 'string' || isTyped);
}

function plainCast(mapping: FieldMapping, cast: TypeCast): TypeCast {
  return mapping.type === 'string' ? toText : (value) => (typeof value === 'string' ? value : cast(value));
}

function castDefault(mapping: FieldMapping, cast: TypeCast): Value {
  const { default_value: fallback } = mapping;
  if (fallback === null) return null;
  const typed = cast(fallback);
  if (isFault(typed))
    throw new EngineError(
      'usage',
      `the default ${show(fallback)} does not fit the type ${mapping.type}: ${typed.message}`,
    );
  return typed;
}

export function messageOf(error: unknown): string {
  // JSONata throws plain objects with a message.
  return (error as { readonly message?: string } | null)?.message ?? String(error);
}
