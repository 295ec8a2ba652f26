// The narrowest a table can be: the sum of what its tracks begin with. Head and rows are grids of their own, so all of
// them have to be given the same width, or their columns part company when the table is wider than its window. Pure.

/** `120px` and `minmax(120px, 1fr)` both begin with 120. */
export function leastWidth(columns: readonly { readonly width: string }[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/(\d+)px/.exec(width)?.[1] ?? 0), 0);
}
