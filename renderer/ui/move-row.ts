// Where a key takes the active row of a grid. Pure.

export interface GridPosition {
  readonly at: number;
  readonly count: number;
  /** Rows of one screen. */
  readonly page: number;
}

/** Null: the key does not move. */
export function moveRow(key: string, { at, count, page }: GridPosition): number | null {
  if (count === 0) return null;
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to));
}
