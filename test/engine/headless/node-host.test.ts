import { describe, expect, it } from 'vitest';
import { createNodeClock } from '../../../engine/headless/node-host.ts';

describe("Node's clock", () => {
  it('sleeps until it is aborted, and gives the reason of the signal', async () => {
    const abort = new AbortController();
    const reason = new Error('the operator stopped');
    const sleeping = createNodeClock().sleep(60_000, abort.signal);
    abort.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });
  it('does not begin to sleep with a signal that is aborted already', async () => {
    await expect(createNodeClock().sleep(60_000, AbortSignal.abort('stop'))).rejects.toBe('stop');
  });
  it('wakes up, and never goes backwards', async () => {
    const clock = createNodeClock();
    const before = clock.monotonic();
    await clock.sleep(1);
    expect(clock.monotonic()).toBeGreaterThan(before);
    expect(clock.now()).toBeGreaterThan(Date.UTC(2025, 0, 1));
  });
});
