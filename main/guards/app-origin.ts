// Where the console's pages live: one scheme, one host. Everything that asks "is this ours?" asks here.

export const APP_SCHEME = 'app';
const APP_HOST = 'bundle';
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/index.html`;

/** True for the pages and files of the console, and for nothing else; a malformed address is not ours. */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return (
    parsed !== null &&
    parsed.protocol === `${APP_SCHEME}:` &&
    parsed.host === APP_HOST &&
    parsed.username === '' &&
    parsed.password === ''
  );
}
