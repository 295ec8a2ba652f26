// The forecast promises no guess, and a range that holds the truth where the speed is steady.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunForecast, type Forecast } from '../../../engine/api/run-forecast.ts';

/** A run at a steady speed, looked at once a second. */
function steady(rowsPerSecond: number, totalRows: number | null, seconds: number): Forecast {
  const forecast = createRunForecast();
  let last: Forecast = { rowsPerSecond: null, timeLeft: null };
  for (let second = 0; second <= seconds; second += 1) {
    last = forecast.measure({ nowMs: second * 1000, rows: second * rowsPerSecond, totalRows });
  }
  return last;
}

describe('the forecast of a run', () => {
  it('says nothing before 20 seconds, before 2 %, and without a total', () => {
    expect(steady(1000, 100_000, 19).timeLeft).toBeNull();
    expect(steady(10, 100_000, 60).timeLeft).toBeNull();
    expect(steady(1000, null, 60).timeLeft).toBeNull();
    expect(steady(1000, 100_000, 20).timeLeft).not.toBeNull();
  });

  it('holds the truth of a steady run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 20, max: 300 }), (speed, seconds) => {
        const total = speed * 400;
        const { rowsPerSecond, timeLeft } = steady(speed, total, seconds);
        const truth = ((total - speed * seconds) / speed) * 1000;
        expect(rowsPerSecond).toBeCloseTo(speed, 3);
        expect(timeLeft!.least_ms).toBeLessThanOrEqual(truth + 1);
        expect(timeLeft!.most_ms).toBeGreaterThanOrEqual(truth - 1);
      }),
      { seed: 7 },
    );
  });

  it('follows a run that becomes slower, by half in a minute', () => {
    const forecast = createRunForecast();
    let rows = 0;
    let last: Forecast | null = null;
    for (let second = 0; second <= 120; second += 1) {
      rows += second <= 60 ? 1000 : 0;
      last = forecast.measure({ nowMs: second * 1000, rows, totalRows: 1_000_000 });
    }
    expect(last?.rowsPerSecond).toBeGreaterThan(450);
    expect(last?.rowsPerSecond).toBeLessThan(550);
  });

  it('is not confused by a read that begins again', () => {
    const forecast = createRunForecast();
    forecast.measure({ nowMs: 0, rows: 0, totalRows: 100 });
    forecast.measure({ nowMs: 1000, rows: 50, totalRows: 100 });
    expect(forecast.measure({ nowMs: 2000, rows: 0, totalRows: 100 }).rowsPerSecond).toBe(50);
  });
});
