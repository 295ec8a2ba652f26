import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createArea, createRecordMemory } from '../../../engine/record/record-memory.ts';

const command = fc.record({
  bytes: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300_000 })),
  givesBack: fc.option(fc.nat()),
});

it('gives areas that share nothing, and stay as they were written while memory grows', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const memory = createRecordMemory();
      const held: { at: number; bytes: number; fill: number }[] = [];
      for (const [nth, { bytes, givesBack }] of commands.entries()) {
        if (givesBack !== null && held.length > 0) {
          const [area] = held.splice(givesBack % held.length, 1);
          if (area !== undefined) memory.module.giveBack(area.at, area.bytes);
        }
        const at = memory.module.take(bytes);
        expect(at % 64).toBe(0);
        memory.bytes.fill(nth + 1, at, at + bytes);
        held.push({ at, bytes, fill: nth + 1 });
      }
      for (const { at, bytes, fill } of held) {
        expect(memory.bytes.subarray(at, at + bytes).every((byte) => byte === fill)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

it('takes an area again that was given back', () => {
  const { module } = createRecordMemory();
  const [one, other] = [module.take(1000), module.take(1000)];
  module.giveBack(one, 1000);
  module.giveBack(other, 1000);
  expect([module.take(600), module.take(1024)]).toEqual([other, one]);
});

it('holds the text that was written last', () => {
  const memory = createRecordMemory();
  const area = createArea(memory);
  for (const text of ['', 'short', 'é 螺母 🔩'.repeat(20_000), 'x', '']) {
    area.writeText(text);
    expect(memory.bytes.toString('utf8', area.from, area.to)).toBe(text);
  }
});
