// A long list of the engine, read page by page as the operator scrolls: rows, count, filter, and how far it has come.

import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { describeError, type ShownError } from '../api/describe-error.ts';
import { useLink } from '../api/link-state.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total: number | null;
}

export interface PagedListState<Filter, Row, Answer extends Page<Row>> {
  readonly filter: Filter | null;
  readonly rows: readonly Row[];
  /** The newest page as it came, with whatever the procedure adds to it. */
  readonly latest: Answer | null;
  readonly total: number | null;
  readonly hasMore: boolean;
  readonly error: ShownError | null;
  readonly isLoading: boolean;
  /** From the first page on; rows stay on the screen until the new ones are there, unless the filter changed. */
  readonly load: (filter: Filter) => Promise<void>;
  readonly reload: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

export type PagedList<Filter, Row, Answer extends Page<Row> = Page<Row>> = UseBoundStore<
  StoreApi<PagedListState<Filter, Row, Answer>>
>;

/** Rows of one page: about ten screens. */
export const PAGE_ROWS = 200;

export interface PageRequest<Filter> {
  readonly filter: Filter;
  readonly cursor: string | null;
  readonly limit: number;
}

export function createPagedList<Filter, Row, Answer extends Page<Row> = Page<Row>>(
  readPage: (request: PageRequest<Filter>) => Promise<Answer>,
): PagedList<Filter, Row, Answer> {
  let asked = 0;
  const store: PagedList<Filter, Row, Answer> = create((set, get) => {
    const read = async (filter: Filter, cursor: string | null, before: readonly Row[]): Promise<void> => {
      const turn = ++asked;
      set({ isLoading: true, error: null });
      try {
        const page = await readPage({ filter, cursor, limit: PAGE_ROWS });
        if (turn !== asked) return;
        const { total } = page.total === null && cursor !== null ? get() : page;
        set({ rows: [...before, ...page.rows], latest: page, total, hasMore: page.next !== null, isLoading: false });
      } catch (error) {
        if (turn === asked) set({ error: describeError(error), isLoading: false });
      }
    };
    return {
      filter: null,
      rows: [],
      latest: null,
      total: null,
      hasMore: false,
      error: null,
      isLoading: false,
      load: async (filter) => {
        const isSame = JSON.stringify(get().filter) === JSON.stringify(filter);
        set(isSame ? { filter } : { filter, rows: [], latest: null, total: null, hasMore: false });
        await read(filter, null, []);
      },
      reload: async () => {
        const { filter, load } = get();
        if (filter !== null) await load(filter);
      },
      loadMore: async () => {
        const { filter, latest, rows, isLoading } = get();
        if (isLoading || filter === null || latest === null || latest.next === null) return;
        await read(filter, latest.next, rows);
      },
    };
  });
  useLink.subscribe(({ epoch }, before) => {
    if (epoch !== before.epoch && epoch > 1) void store.getState().reload();
  });
  return store;
}
