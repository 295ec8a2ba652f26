import { expect, it } from 'vitest';
import { describeSample } from '../../../renderer/features/entities/describe-sample.ts';

const sample = { origin: { kind: 'api' as const, api: 'parts' }, taken_at: '2026-11-12T12:00:00Z', rows: 200 };

it('says what a sample is and from when', () => {
  expect(describeSample(sample, Date.parse('2026-11-24T12:00:00Z'))).toBe('APISmith parts, sample of 12 Nov, 200 rows');
});

it('says the time of a sample of today', () => {
  const today = describeSample(
    { ...sample, origin: { kind: 'file', name: 'parts.csv' }, rows: 1 },
    Date.parse('2026-11-12T12:05:00Z'),
  );
  expect(today).toMatch(/^parts\.csv, sample of 12 Nov,? \d\d:00, 1 row$/);
});
