// UUID v7 keys (RFC 9562): they sort by the time they were made, within one millisecond too.

import { uuidv7 } from 'uuidv7';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A new UUID v7, lower case. */
export function newUuid(): string {
  return uuidv7();
}

/** Whether `text` is written as a UUID, of any version and either case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
