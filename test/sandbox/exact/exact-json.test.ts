import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  JsonNumber,
  JsonObject,
  parseExactJson,
  stringifyExact,
  type JsonValue,
} from '../../../sandbox/exact/exact-json.ts';

/** What JSON.parse would give: numbers as doubles. */
function toPlain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof JsonObject)
    return Object.fromEntries(value.keys.map((key, at) => [key, toPlain(value.values[at]!)]));
  return Array.isArray(value) ? value.map(toPlain) : value;
}

describe('the exact reader', () => {
  test('reads every document as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 1, 2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(toPlain(parseExactJson(spaced))).toEqual(JSON.parse(spaced));
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  test('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', '\\', '\n', '0', '\u0001'),
        (text, at, change) => {
          const place = at % (text.length + 1);
          const broken = text.slice(0, place) + change + text.slice(place + 1);
          const isRead = (read: (text: string) => unknown): boolean => {
            try {
              read(broken);
              return true;
            } catch (error) {
              expect(error).toBeInstanceOf(SyntaxError);
              return false;
            }
          };
          expect(isRead(parseExactJson)).toBe(isRead(JSON.parse));
        },
      ),
      { seed: 42, numRuns: 3000 },
    );
  });

  test('keeps the digits of numbers and the text of objects', () => {
    const data = '{ "a" : 9007199254740993, "b":1.50 , "c":{"d":-0.0e+1,"e":"\\u00e9\\n"} }';
    const read = parseExactJson(`{"list":[${data}]}`);
    const list = read instanceof JsonObject ? read.get('list') : null;
    expect(Array.isArray(list) && list[0] instanceof JsonObject && list[0].text).toBe(data);
    expect(stringifyExact(parseExactJson('[1.50,9007199254740993,true,null,"é"]'))).toBe(
      '[1.50,9007199254740993,true,null,"é"]',
    );
  });

  test('takes the last of two members with the same name', () => {
    const read = parseExactJson('{"a":"first","a":"last"}');
    expect(read instanceof JsonObject && read.get('a')).toBe('last');
  });
});
