// Takes secrets out of whatever is going to be written: logs, diagnostics. Knows them by the name of their field, by
// their form, and by their text where the host knows it.

const SECRET_NAME =
  /password|passwd|passphrase|secret|token|authorization|cookie|credential|connection[_-]?string|api[_-]?key/i;
const MASK = '***';

/** What a secret looks like inside a text. */
const SECRET_FORMS: readonly (readonly [RegExp, string])[] = [
  // User and password of an address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${MASK}@`],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${MASK}`],
  // A JSON Web Token without its scheme.
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, MASK],
  [
    /("?\b\w*(?:password|passwd|passphrase|secret|token|api[_-]?key)"?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&}]+)/gi,
    `$1${MASK}`,
  ],
];
const MOST_LEVELS = 8;

/** As it is, in an address, and in JSON. */
function spellings(secret: string): readonly string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

export type Redact = (value: unknown) => unknown;

/** `known` is asked each time: secrets come and go while the program runs. Very short ones would mask half the text. */
export function createRedact(known: () => readonly string[] = () => []): Redact {
  const inText = (text: string): string => {
    const formless = SECRET_FORMS.reduce((cleaned, [form, mask]) => cleaned.replace(form, mask), text);
    return known()
      .filter((secret) => secret.length >= 4)
      .flatMap(spellings)
      .reduce((cleaned, secret) => cleaned.replaceAll(secret, MASK), formless);
  };
  const within = (value: unknown, level: number): unknown => {
    if (typeof value === 'string') return inText(value);
    if (typeof value !== 'object' || value === null) return value;
    if (level >= MOST_LEVELS) return '…';
    if (Array.isArray(value)) return value.map((item) => within(item, level + 1));
    if (value instanceof Error) return inText(value.stack ?? value.message);
    const entries = Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) && typeof item !== 'boolean' && item !== null ? MASK : within(item, level + 1),
    ]);
    return Object.fromEntries(entries);
  };
  return (value) => within(value, 0);
}
