// How fast a run is and how long it still takes, as a range. Pure but for its memory of the speed.
// Promises no guess: nothing before 20 s and 2 % of the rows, as the first pages are slower than the rest.

export interface ForecastSample {
  /** Of a clock that never jumps. */
  readonly nowMs: number;
  readonly rows: number;
  /** Null where the source does not say. */
  readonly totalRows: number | null;
}

export interface Forecast {
  /** Null until two samples are there. */
  readonly rowsPerSecond: number | null;
  readonly timeLeft: { readonly least_ms: number; readonly most_ms: number } | null;
}

export interface RunForecast {
  measure(sample: ForecastSample): Forecast;
}

const HALF_LIFE_MS = 60_000;
const EARLIEST_MS = 20_000;
const EARLIEST_SHARE = 0.02;
/** Samples closer than this say nothing about the speed. */
const SHORTEST_MS = 200;
/** Speeds of plants change within a night; a range that is too narrow is a false promise. */
const SPREAD = 0.25;

export function createRunForecast(): RunForecast {
  let first: ForecastSample | null = null;
  let last: ForecastSample | null = null;
  let speed: number | null = null;
  return {
    measure: (sample) => {
      first ??= sample;
      last ??= sample;
      const sinceLastMs = sample.nowMs - last.nowMs;
      if (sinceLastMs >= SHORTEST_MS) {
        const current = ((sample.rows - last.rows) / sinceLastMs) * 1000;
        // A resumed read counts again from its position.
        if (current >= 0) speed = blend(speed, current, sinceLastMs);
        last = sample;
      }
      return { rowsPerSecond: speed, timeLeft: rangeOf(sample, { first, speed }) };
    },
  };
}

/** Exponentially weighted: a sample of one half-life counts half. */
function blend(before: number | null, current: number, overMs: number): number {
  if (before === null) return current;
  const weight = 1 - 0.5 ** (overMs / HALF_LIFE_MS);
  return before + (current - before) * weight;
}

interface Known {
  readonly first: ForecastSample;
  readonly speed: number | null;
}

function rangeOf({ nowMs, rows, totalRows }: ForecastSample, { first, speed }: Known): Forecast['timeLeft'] {
  if (totalRows === null || totalRows < rows || speed === null || speed <= 0) return null;
  if (nowMs - first.nowMs < EARLIEST_MS || rows < totalRows * EARLIEST_SHARE) return null;
  const leftMs = ((totalRows - rows) / speed) * 1000;
  return { least_ms: Math.round(leftMs * (1 - SPREAD)), most_ms: Math.round(leftMs * (1 + SPREAD)) };
}
