// Keyset pages: how every long list leaves the store.

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** `cursor` is the `nextCursor` of the page before; absent or null for the first page. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | null | undefined;
}
