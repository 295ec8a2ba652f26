// Column lists: rows leave SQL under the names the engine uses.

/** `entity_name` becomes `entity_name as "entityName"`; the quotes keep the case in both dialects. */
export function selectList(columns: readonly string[]): string {
  return columns.map((column) => `${column} as "${toCamelCase(column)}"`).join(', ');
}

function toCamelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
