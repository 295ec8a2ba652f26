// Text as an Excel cell can hold it: every character survives, and what does not fit is cut where one can see it.

/** Excel's limit, in UTF-16 units. */
const MAX_CELL_LENGTH = 32_767;

/**
 * What XML 1.0 forbids or discourages, a carriage return (XML readers turn it into a line feed), lone surrogates, and
 * text that looks like an escape itself. The workbook writer would drop most of them without a word.
 */
const NEEDS_ESCAPE =
  /_(?=x[0-9A-Fa-f]{4}_)|[\0-\x08\x0B-\x1F\x7F-\x84\x86-\x9F\uFDD0-\uFDEF\uFFFD-\uFFFF]|[\uD83F\uD87F\uD8BF\uD8FF\uD93F\uD97F\uD9BF\uD9FF\uDA3F\uDA7F\uDABF\uDAFF\uDB3F\uDB7F\uDBBF\uDBFF][\uDFFE\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Escapes as `_xHHHH_`, which Excel shows as the character (ECMA-376 part 1, 22.9.2.19). */
export function escapeXlsxText(text: string): string {
  const escaped = text.replace(NEEDS_ESCAPE, (found) => [...found.matchAll(/[^]/g)].map(([unit]) => escapeUnit(unit)).join('')); // prettier-ignore
  // The workbook writer looks strings up in a plain object: names that every object has need another spelling.
  return escaped in {} ? escapeUnit(escaped) + escaped.slice(1) : escaped;
}

function escapeUnit(unit: string): string {
  return `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}

/** Cuts text that is longer than a cell and says so at its end. */
export function fitCell(text: string): { readonly text: string; readonly isCut: boolean } {
  if (text.length <= MAX_CELL_LENGTH) return { text, isCut: false };
  const note = ` … [cut: ${text.length} characters do not fit an Excel cell; the JSON export holds them all]`;
  // Not through the middle of a surrogate pair.
  const kept = text.slice(0, MAX_CELL_LENGTH - note.length).replace(/[\uD800-\uDBFF]$/, '');
  return { text: kept + note, isCut: true };
}
