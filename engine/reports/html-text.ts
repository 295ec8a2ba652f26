// Text inside an HTML page: nothing in it can become markup, and every character that a page can hold arrives.

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A page turns a plain carriage return into a line feed.
  '\r': '&#13;',
  // A page cannot hold NUL at all: its picture stands for it.
  '\0': '\u2400',
};

/** For text content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r\0]/g, (character) => ENTITIES[character] ?? character);
}

/** A value of a record: text as it is, all else as JSON. */
export function showValue(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return value === null ? '<i>null</i>' : `<bdi>${escapeHtml(text)}</bdi>`;
}
