// Lets one piece of work at a time through, in the order of asking.

/** Runs `work` when all work that asked before has ended, however it ended. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>;

/** Creates a queue of its own: what goes through it never overlaps. */
export function createFifoMutex(): Exclusively {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = tail.then(work);
    // The next in line waits for the end of this turn, not for its success; the caller sees the error through `turn`.
    tail = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  };
}
