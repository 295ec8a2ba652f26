import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isUuid, newUuid } from '../../../engine/record/ids.ts';

const file = new URL('../../data/vectors/rfc9562/uuidv7.json', import.meta.url);
const suite = new URL('../../data/vectors/rfc3339/jsts_uuid.json', import.meta.url);

describe('newUuid', () => {
  it('is laid out as the example of RFC 9562: version 7, variant 10, milliseconds first', () => {
    // The file is in the repository; this is the part of it that is read.
    const { example } = JSON.parse(readFileSync(file, 'utf8')) as { example: { uuid: string; unix_ts_ms_hex: string } };
    const layout = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const published = layout.exec(example.uuid.toLowerCase());
    expect(`${published?.[1]}${published?.[2]}`).toBe(example.unix_ts_ms_hex.toLowerCase());

    const before = Date.now();
    const made = layout.exec(newUuid());
    const stamp = parseInt(`${made?.[1]}${made?.[2]}`, 16);
    expect(stamp).toBeGreaterThanOrEqual(before);
    expect(stamp).toBeLessThanOrEqual(Date.now());
  });

  it('gives ids that sort in the order they were made, within a millisecond too', () => {
    const ids = Array.from({ length: 2000 }, newUuid);
    expect([...ids].sort()).toStrictEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('isUuid', () => {
  interface Group {
    readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
  }
  // The file is in the repository; this is the part of it that is read.
  const groups = JSON.parse(readFileSync(suite, 'utf8')) as readonly Group[];
  const tests = groups.flatMap((group) => group.tests);

  it.each(tests.filter((test) => typeof test.data === 'string'))('$description: $data', ({ data, valid }) => {
    expect(isUuid(String(data))).toBe(valid);
  });
});
