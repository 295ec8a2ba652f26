// Keeps the machine from suspending the program while a run lives; a sleeping machine is not woken by it.

import type { PowerSaveBlocker } from 'electron';

/** Call the answered function with the number of live runs whenever it changes. */
export function keepAwakeWhile(blocker: PowerSaveBlocker): (liveRuns: number) => void {
  let id: number | null = null;
  return (liveRuns) => {
    if (liveRuns > 0 && id === null) id = blocker.start('prevent-app-suspension');
    if (liveRuns === 0 && id !== null) {
      blocker.stop(id);
      id = null;
    }
  };
}
