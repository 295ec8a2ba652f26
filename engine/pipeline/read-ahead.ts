// Reads a source ahead of its consumer, at most `depth` items: the next pages travel while this one is worked on.

/** Same items in the same order; an error of the source reaches the consumer after the items before it. */
export async function* readAhead<T>(source: AsyncIterable<T>, depth: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const ready: Promise<IteratorResult<T>>[] = [];
  let isDone = false;
  // One at a time: the next page is asked for with what the page before answered.
  let last: Promise<unknown> = Promise.resolve();
  const request = (): void => {
    const next = last.then(() => (isDone ? ({ done: true, value: undefined } as const) : iterator.next()));
    last = next.then(
      (result) => {
        if (result.done === true) isDone = true;
      },
      () => {
        isDone = true;
      },
    );
    ready.push(next);
    // The consumer meets the error when it gets there; until then it is not unhandled.
    next.catch(() => undefined);
  };
  try {
    for (let index = 0; index < depth; index += 1) request();
    for (;;) {
      const next = ready.shift();
      if (next === undefined) return;
      const result = await next;
      if (result.done === true) return;
      request();
      yield result.value;
    }
  } finally {
    isDone = true;
    await last;
    await iterator.return?.(undefined);
  }
}
