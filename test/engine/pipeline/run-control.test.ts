import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import {
  callPatiently,
  createRunControl,
  endOf,
  type RunControl,
  type RunControlNeeds,
} from '../../../engine/pipeline/run-control.ts';
import { createFakeClock } from '../clients/fake-clock.ts';

function controlOf(more: Partial<RunControlNeeds> = {}) {
  const clock = createFakeClock({ patienceMs: 120_000 });
  const stalls: number[] = [];
  const control = createRunControl({
    clock,
    signal: new AbortController().signal,
    local: () => null,
    readRequested: () => Promise.resolve(null),
    outageLimitMs: 60_000,
    onStall: (_error, retryInMs) => stalls.push(retryInMs),
    ...more,
  });
  return { control, clock, stalls };
}

const noAnswer = (retryAfterMs?: number): EngineError =>
  new EngineError(
    'unavailable',
    'no answer',
    retryAfterMs === undefined ? {} : { details: { retry_after_ms: retryAfterMs } },
  );

/** Waits until the control gives up; returns the error. */
async function waitUntilGivenUp(control: RunControl): Promise<unknown> {
  for (let tries = 0; tries < 1000; tries += 1) {
    try {
      await control.waitOutOutage(noAnswer());
    } catch (error) {
      return error;
    }
  }
  return 'never';
}

describe('what was asked of a run', () => {
  it('is heard at once within the process, without a look into the database', async () => {
    let looks = 0;
    const { control } = controlOf({
      local: () => 'stop',
      readRequested: () => {
        looks += 1;
        return Promise.resolve('pause');
      },
    });
    expect([await control.requested(), looks]).toEqual(['stop', 0]);
  });

  it('is looked up in the database at most twice a second', async () => {
    let looks = 0;
    const { control, clock } = controlOf({
      readRequested: () => {
        looks += 1;
        return Promise.resolve(null);
      },
    });
    for (let ms = 0; ms < 2000; ms += 100) {
      await control.requested();
      clock.advance(100);
    }
    expect(looks).toBe(4);
  });

  it('stays asked once it was seen', async () => {
    const answers: ('pause' | null)[] = [null, 'pause'];
    const { control, clock } = controlOf({ readRequested: () => Promise.resolve(answers.shift() ?? null) });
    expect(await control.requested()).toBeNull();
    clock.advance(500);
    expect(await control.requested()).toBe('pause');
    clock.advance(5000);
    expect(await control.requested()).toBe('pause');
  });

  it('does not depend on the wall clock', async () => {
    const { control, clock } = controlOf({ readRequested: () => Promise.resolve('stop') });
    clock.setWall(0);
    expect(await control.requested()).toBe('stop');
  });

  it('decides how the run ends', () => {
    expect([endOf('pause'), endOf('stop')]).toEqual(['paused', 'stopped']);
  });
});

describe('an outage', () => {
  it('is waited out with growing waits up to 15 s, and given up at its limit', async () => {
    const { control, stalls, clock } = controlOf();
    const start = clock.monotonic();
    expect(await waitUntilGivenUp(control)).toMatchObject({ kind: 'unavailable' });
    expect(stalls).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 14_500]);
    expect(clock.monotonic() - start).toBe(60_000);
  });

  it('begins anew after the system answered', async () => {
    const { control, stalls, clock } = controlOf();
    await control.waitOutOutage(noAnswer());
    clock.advance(59_000);
    control.outageOver();
    await control.waitOutOutage(noAnswer());
    await control.waitOutOutage(noAnswer());
    expect(stalls).toEqual([500, 500, 1000]);
  });

  it('is left alone for as long as the system asks, but not beyond the limit', async () => {
    const { control, stalls } = controlOf();
    await control.waitOutOutage(noAnswer(20_000));
    await control.waitOutOutage(noAnswer(100));
    await control.waitOutOutage(noAnswer(90_000));
    expect(stalls).toEqual([20_000, 1000, 39_000]);
  });

  it('is not waited for at all where the limit is zero', async () => {
    const { control, stalls } = controlOf({ outageLimitMs: 0 });
    const error = noAnswer();
    await expect(control.waitOutOutage(error)).rejects.toBe(error);
    expect(stalls).toEqual([]);
  });

  it.each(['pause', 'stop'] as const)('does not hold up a run that is asked to %s', async (asked) => {
    const { control, stalls } = controlOf({ readRequested: () => Promise.resolve(asked) });
    const error = noAnswer();
    await expect(control.waitOutOutage(error)).rejects.toBe(error);
    expect(stalls).toEqual([]);
  });

  it('ends at once when the run is aborted', async () => {
    const abort = new AbortController();
    abort.abort(new Error('at once'));
    const { control } = controlOf({ signal: abort.signal });
    await expect(control.waitOutOutage(noAnswer())).rejects.toThrow('at once');
  });
});

describe('a patient call', () => {
  it('is repeated while the system does not answer, and ends the outage with its answer', async () => {
    const { control, stalls } = controlOf();
    let calls = 0;
    const answer = await callPatiently(control, () => {
      calls += 1;
      return calls < 3 ? Promise.reject(noAnswer()) : Promise.resolve('here');
    });
    await control.waitOutOutage(noAnswer());
    expect([answer, calls, stalls]).toEqual(['here', 3, [500, 1000, 500]]);
  });

  it.each([
    new EngineError('refused', 'no'),
    new EngineError('unavailable', 'disk full', { transient: false }),
    new TypeError('x'),
  ])('is not repeated after %s', async (error) => {
    const { control, stalls } = controlOf();
    await expect(callPatiently(control, () => Promise.reject(error))).rejects.toBe(error);
    expect(stalls).toEqual([]);
  });
});
