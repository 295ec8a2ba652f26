import { describe, expect, it } from 'vitest';
import { findFault, SYNC_SETTINGS, toSyncValues } from '../../../renderer/features/settings/sync-form.ts';

const CHUNK = SYNC_SETTINGS[0]!;
const PERCENT = SYNC_SETTINGS.find(({ name }) => name === 'failure_percent')!;

describe('a setting that is typed', () => {
  it.each([
    [CHUNK, '1000', null],
    [CHUNK, '1001', 'must be from 1 to 1,000'],
    [CHUNK, '0', 'must be from 1 to 1,000'],
    [CHUNK, '1.5', 'must be a whole number'],
    [CHUNK, '', 'must be a number'],
    [CHUNK, 'many', 'must be a number'],
    [PERCENT, '12.5', null],
    [PERCENT, '-1', 'must be from 0 to 100'],
  ])('is checked before it is sent: %o %s', (setting, typed, fault) => {
    expect(findFault(setting, typed)).toBe(fault);
  });

  it('is sent as a number, and the others not at all', () => {
    expect(toSyncValues({ chunk_size: '500', failure_percent: '12.5' })).toEqual({
      chunk_size: 500,
      failure_percent: 12.5,
    });
  });
});
