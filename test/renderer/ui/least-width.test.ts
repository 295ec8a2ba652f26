import { expect, it } from 'vitest';
import { leastWidth } from '../../../renderer/ui/least-width.ts';

it('sums what the tracks begin with', () => {
  expect(leastWidth([{ width: '120px' }, { width: 'minmax(80px, 1.5fr)' }, { width: '1fr' }])).toBe(200);
});
