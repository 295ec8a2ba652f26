// How far V8 lets the heap and what hangs on it grow between two full collections, while a large read goes on.
//
// V8 counts memory outside the heap as growth since the last full collection. With a heap as small as the engine's, the
// eight megabytes of one page start the next one: of a first sync of a million rows, a third of all processor time went
// into 90 collections of a heap of 25 MB.

import { setFlagsFromString } from 'node:v8';

/**
 * To four times what the last collection left, not to the 1.3 times that V8 takes for a small heap. Twice as much is less
 * memory by a tenth, but costs a large first sync a tenth of its processor time.
 */
const GROWTH_PERCENT = 300;
/** V8 decides again. */
const BY_ITSELF = 0;

/**
 * A V8 whose flags are frozen ends the process when one is set. Node leaves them open; so does Electron, by its source, but
 * that was never tried here: without it a large first sync takes a tenth longer.
 */
const canSetFlags = process.versions['electron'] === undefined;

let reads = 0;

/** For this process and all its threads, until the function that comes back is called: once for each read. */
export function letHeapGrow(): () => void {
  if (!canSetFlags) return () => undefined;
  reads += 1;
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  let hasEnded = false;
  return () => {
    if (hasEnded) return;
    hasEnded = true;
    reads -= 1;
    if (reads === 0) setFlagsFromString(`--heap-growing-percent=${BY_ITSELF}`);
  };
}
