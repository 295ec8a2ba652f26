// Canonical JSON (RFC 8785, JCS): one text for one value, whatever the order of its keys. What hashes are made of.
// Exact decimals are strings here. A lone surrogate has no UTF-8 form, so it is refused as RFC 8785 demands;
// layer 2 and layer 5 turn such records away before they come here.

import { EngineError } from '../failures/engine-error.ts';

// Printable ASCII without quote and backslash: the text is its own JSON.
const PLAIN = /^[ !#-[\]-~]*$/;

/** JCS text of any JSON value; keys with the value undefined are left out. Throws EngineError on what JSON cannot hold. */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoteJson(value);
    case 'number':
      return numberText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      break;
    default:
      throw new EngineError('bad_answer', `A value of the kind ${typeof value} cannot be stored or compared.`);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  return objectText(value);
}

/**
 * A serializer for flat objects that all have the same `keys`: sorts and quotes the keys once.
 * Gives exactly what `canonicalJson` gives for the same object; missing keys count as null.
 */
export function compileCanonicalJson(
  keys: readonly string[],
): (record: Readonly<Record<string, string | number | boolean | null>>) => string {
  const sorted = [...keys].sort();
  const fields = sorted.map((key, index) => ({ key, prefix: `${index === 0 ? '' : ','}${quoteJson(key)}:` }));
  return (record) => {
    let text = '{';
    for (const { key, prefix } of fields) {
      const value = record[key];
      if (typeof value === 'string') text += prefix + quoteJson(value);
      else if (typeof value === 'number') text += prefix + numberText(value);
      else text += prefix + (value === true ? 'true' : value === false ? 'false' : 'null');
    }
    return `${text}}`;
  };
}

function objectText(value: object): string {
  const fields: string[] = [];
  // Default sort compares UTF-16 code units, which is the order JCS asks for.
  for (const [key, item] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (item !== undefined) fields.push(`${quoteJson(key)}:${canonicalJson(item)}`);
  }
  return `{${fields.join(',')}}`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new EngineError('bad_answer', `The number ${value} cannot be stored or compared.`);
  return value === 0 ? '0' : String(value);
}

export function quoteJson(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) {
    throw new EngineError(
      'bad_answer',
      'A text holds half a character (a lone surrogate), and cannot be stored or compared.',
    );
  }
  return JSON.stringify(text);
}
