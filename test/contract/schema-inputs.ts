// Inputs made from the contract's own schemas: one that is right, and every way to get one value of it wrong.

import { z } from 'zod';
import type { $ZodType, $ZodTypes } from 'zod/v4/core';

export interface BadInput {
  /** `filter.statuses[0]: wrong type`, for the name of the test. */
  readonly what: string;
  /** The field that the answer must name. */
  readonly path: string;
  readonly input: unknown;
}

const UID = '01890a5d-ac96-774b-bcce-b302099a8057';
/** What texts with a pattern or format may look like. */
const TEXTS = ['part', UID, '0'.repeat(32), '2026-01-31T00:00:00.000Z', '2026-01-31', 'http://127.0.0.1:9', '{}', 'x'];
const ODD_VALUES: readonly unknown[] = [{ odd: [{}] }, 'wrong\u0000', -7.5, [[]], true];

function defOf(schema: $ZodType): $ZodTypes['_zod']['def'] {
  return (schema as $ZodTypes)._zod.def;
}

export function accepts(schema: $ZodType, value: unknown): boolean {
  return z.safeParse(schema, value).success;
}

/** The smallest input with every member filled in. */
export function validInput(schema: $ZodType): unknown {
  const def = defOf(schema);
  switch (def.type) {
    case 'object':
      return Object.fromEntries(Object.entries(def.shape).map(([name, member]) => [name, validInput(member)]));
    case 'array':
      return [validInput(def.element)];
    case 'record':
      return { [String(validInput(def.keyType))]: validInput(def.valueType) };
    case 'union':
      return validInput(def.options.at(-1)!);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return validInput(def.innerType);
    case 'enum':
      return Object.values(def.entries)[0];
    case 'literal':
      return def.values[0];
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'file':
      return new File(['ID\n1\n'], 'sample.csv');
    case 'number':
      return [1, 100, 10_000].find((number) => accepts(schema, number));
    case 'string':
      return TEXTS.find((text) => accepts(schema, text));
    default:
      throw new Error(`no valid input for ${def.type}`);
  }
}

/** Every bad input: each place of the schema with a wrong type, too much of it, unknown names, or nothing at all. */
export function badInputs(schema: $ZodType): readonly BadInput[] {
  return [...visit(schema, '', (value) => value)];
}

type Rebuild = (value: unknown) => unknown;

function* visit(schema: $ZodType, path: string, rebuild: Rebuild): Generator<BadInput> {
  const bad = (what: string, value: unknown, at = path): BadInput => {
    return { what: `${at === '' ? 'input' : at}: ${what}`, path: at, input: rebuild(value) };
  };
  const odd = ODD_VALUES.find((value) => !accepts(schema, value));
  if (odd !== undefined) yield bad('wrong type', odd);
  for (const [what, value] of oversized(schema)) yield bad(what, value);
  const def = defOf(schema);
  if (def.type === 'object') {
    const whole = validInput(schema) as Record<string, unknown>;
    yield bad('unknown name', { ...whole, surprise: 1 }, join(path, 'surprise'));
    for (const [name, member] of Object.entries(def.shape)) {
      const { [name]: _gone, ...rest } = whole;
      if (!accepts(member, undefined)) yield bad('missing', rest, join(path, name));
      yield* visit(member, join(path, name), (value) => rebuild({ ...whole, [name]: value }));
    }
  } else if (def.type === 'array') {
    yield* visit(def.element, `${path}[0]`, (value) => rebuild([value]));
  } else if (def.type === 'record') {
    const key = String(validInput(def.keyType));
    yield* visit(def.valueType, join(path, key), (value) => rebuild({ [key]: value }));
  } else if ('innerType' in def) {
    for (const inner of visit(def.innerType, path, rebuild))
      if (!inner.what.endsWith('wrong type') || inner.path !== path) yield inner;
  } else if (def.type === 'union' && 'discriminator' in def) {
    for (const option of def.options) yield* visit(option, path, rebuild);
  }
}

/** One more than there may be. */
function* oversized(schema: $ZodType): Generator<readonly [string, unknown]> {
  const maximum = maximumOf(schema);
  if (maximum === undefined) return;
  const def = defOf(schema);
  if (def.type === 'string') yield ['too long', 'a'.repeat(maximum + 1)];
  if (def.type === 'array') yield ['too many', Array.from({ length: maximum + 1 }, () => validInput(def.element))];
  if (def.type === 'number') yield ['too large', maximum + 1];
}

/** The upper bound of a text's length, a list's length or a number. */
function maximumOf(schema: $ZodType): number | undefined {
  const { maximum } = schema._zod.bag as { readonly maximum?: number };
  const checks = (defOf(schema).checks ?? []).map((check) => check._zod.def as { readonly maximum?: number });
  return maximum ?? checks.find((check) => check.maximum !== undefined)?.maximum;
}

/** Texts and lists without an upper bound, by path. */
export function unbounded(schema: $ZodType, path = 'input'): readonly string[] {
  const def = defOf(schema);
  if (def.type === 'string') return isBoundedText(schema) ? [] : [path];
  if (def.type === 'array') {
    return [...(maximumOf(schema) === undefined ? [path] : []), ...unbounded(def.element, `${path}[]`)];
  }
  if (def.type === 'object') {
    return Object.entries(def.shape).flatMap(([name, member]) => unbounded(member, `${path}.${name}`));
  }
  if (def.type === 'record')
    return [...unbounded(def.keyType, `${path}{name}`), ...unbounded(def.valueType, `${path}{}`)];
  if (def.type === 'union') return def.options.flatMap((option) => unbounded(option, path));
  return 'innerType' in def ? unbounded(def.innerType, path) : [];
}

function isBoundedText(schema: $ZodType): boolean {
  return maximumOf(schema) !== undefined || !accepts(schema, 'a'.repeat(5_000_000));
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}
