// Keeps a spreadsheet from taking text for a formula, in a way that can be undone exactly.
// https://owasp.org/www-community/attacks/CSV_Injection

/** Leading characters that make a formula, and the apostrophe itself, so that the prefix can be told from text. */
const NEEDS_PREFIX = /^[=+\-@\t\r']/;

/** Puts an apostrophe before text that begins with = + - @ tab, carriage return or an apostrophe. */
export function neutralizeCell(text: string): string {
  return NEEDS_PREFIX.test(text) ? `'${text}` : text;
}

/** The text that `neutralizeCell` was given: one leading apostrophe goes. */
export function restoreCell(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}
