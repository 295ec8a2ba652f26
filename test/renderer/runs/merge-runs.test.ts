import { describe, expect, it } from 'vitest';
import { mergeRuns } from '../../../renderer/features/runs/merge-runs.ts';
import { runWith } from './run-samples.ts';

const run = (uid: string, status: 'running' | 'completed' = 'completed') => runWith({ batch_uid: uid, status });
const uids = (runs: readonly { readonly batch_uid: string }[]) => runs.map((one) => one.batch_uid);

describe('mergeRuns', () => {
  it('brings known runs up to date where they stand and keeps new ones apart', () => {
    const { rows, added } = mergeRuns([run('3', 'running'), run('2'), run('1')], [run('5'), run('4'), run('3')], false);
    expect(uids(rows)).toEqual(['3', '2', '1']);
    expect(rows[0]?.status).toBe('completed');
    expect(uids(added)).toEqual(['5', '4']);
  });

  it('takes away what left the filter, but nothing the page does not reach', () => {
    expect(uids(mergeRuns([run('4'), run('3'), run('1')], [run('4'), run('2')], false).rows)).toEqual(['4', '1']);
    expect(uids(mergeRuns([run('4'), run('1')], [run('4')], true).rows)).toEqual(['4']);
    expect(mergeRuns([run('4')], [], true)).toEqual({ rows: [], added: [] });
  });
});
