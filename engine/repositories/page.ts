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

/** Makes a page of up to `limit + 1` rows: the one too many only says that there is more. */
export function toPage<T extends { readonly uid: string }>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.uid ?? null) : null };
}
