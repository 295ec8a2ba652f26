// One answer of the engine with its loading, error and refresh: what every screen that shows one thing is built on.

import { useEffect } from 'react';
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { describeError, type ShownError } from '../api/describe-error.ts';
import { useLink } from '../api/link-state.ts';

export interface ResourceState<Input, T> {
  /** Undefined before it was first asked for. */
  readonly input: Input | undefined;
  /** Kept while it is read again, so that the screen does not flicker. */
  readonly data: T | null;
  readonly error: ShownError | null;
  readonly isLoading: boolean;
  /** Drops what was there for another input. */
  readonly load: (input: Input) => Promise<void>;
  /** Reads the same again. */
  readonly reload: () => Promise<void>;
}

export type Resource<Input, T> = UseBoundStore<StoreApi<ResourceState<Input, T>>>;

/** `read` is asked again whenever the engine comes back. */
export function createResource<Input, T>(read: (input: Input) => Promise<T>): Resource<Input, T> {
  let asked = 0;
  const store: Resource<Input, T> = create((set, get) => ({
    input: undefined,
    data: null,
    error: null,
    isLoading: false,
    load: async (input) => {
      const isSame = JSON.stringify(get().input) === JSON.stringify(input);
      set(isSame ? { input, isLoading: true } : { input, data: null, error: null, isLoading: true });
      const turn = ++asked;
      try {
        const data = await read(input);
        if (turn === asked) set({ data, error: null, isLoading: false });
      } catch (error) {
        if (turn === asked) set({ error: describeError(error), isLoading: false });
      }
    },
    reload: async () => {
      const { input, load } = get();
      if (input !== undefined) await load(input);
    },
  }));
  useLink.subscribe(({ epoch }, before) => {
    if (epoch !== before.epoch && epoch > 1) void store.getState().reload();
  });
  return store;
}

/** Loads when the screen opens or its input changes, and again every `refreshMs` while the page is visible. */
export function useResource<Input, T>(
  resource: Resource<Input, T>,
  input: Input,
  refreshMs?: number,
): ResourceState<Input, T> {
  const key = JSON.stringify(input);
  useEffect(() => {
    // Safe: the text was made from an Input a line above.
    void resource.getState().load(JSON.parse(key) as Input);
  }, [resource, key]);
  useEffect(() => {
    if (refreshMs === undefined) return;
    const timer = setInterval(() => {
      const { isLoading, reload } = resource.getState();
      if (!document.hidden && !isLoading && useLink.getState().phase === 'ready') void reload();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [resource, refreshMs]);
  return resource();
}
