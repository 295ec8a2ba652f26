// A value that changes, for those who want to know the latest: slow readers miss what lay in between, never the last.

export interface Latest<T> {
  get(): T;
  set(value: T): void;
  /** Called on every change; returns the function that stops it. */
  on(listener: (value: T) => void): () => void;
  /** The value now and after each change, until the signal is aborted. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<T, void>;
}

export function createLatest<T>(first: T): Latest<T> {
  let value = first;
  let version = 0;
  const listeners = new Set<(value: T) => void>();
  const on: Latest<T>['on'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  async function* watch(signal: AbortSignal | undefined): AsyncGenerator<T, void> {
    let wake = Promise.withResolvers<undefined>();
    const ring = (): void => wake.resolve(undefined);
    const stop = on(ring);
    signal?.addEventListener('abort', ring);
    try {
      let seen = -1;
      while (signal?.aborted !== true) {
        if (seen === version) await wake.promise;
        wake = Promise.withResolvers();
        if (seen === version) continue;
        seen = version;
        yield value;
      }
    } finally {
      stop();
      signal?.removeEventListener('abort', ring);
    }
  }

  return {
    get: () => value,
    set: (next) => {
      value = next;
      version += 1;
      for (const listener of listeners) listener(next);
    },
    on,
    watch,
  };
}
