// Who may call: programs by the token, a browser by a cookie that it gets once for a link that works once.
// Only hashes are kept, and they are compared in constant time.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Sessions {
  /** For programs: `Authorization: Bearer …`. */
  readonly token: string;
  /** A new key for a link; each works once. */
  createLinkKey(): string;
  /** The value of a new cookie, or null where the key is none, or was used. */
  redeem(linkKey: string): string | null;
  /** How the request proved itself; null: it did not. */
  recognize(headers: SessionHeaders): 'bearer' | 'cookie' | null;
  /** The whole Set-Cookie header. */
  toCookie(value: string): string;
}

export interface SessionHeaders {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

/** More browsers than anybody has; the oldest is forgotten. */
const MOST_SESSIONS = 16;

/** `port` is part of the cookie's name: browsers do not keep the cookies of two ports apart. */
export function createSessions(token: string | undefined, port: () => number): Sessions {
  const ownToken = token ?? newSecret();
  const tokenHash = hashOf(ownToken);
  const linkKeys = new Set<string>();
  const cookies = new Set<string>();
  const cookieName = (): string => `syncflow_${port()}`;
  return {
    token: ownToken,
    createLinkKey: () => {
      const key = newSecret();
      remember(linkKeys, key);
      return key;
    },
    redeem: (linkKey) => {
      if (!linkKeys.delete(hashOf(linkKey).toString('hex'))) return null;
      const value = newSecret();
      remember(cookies, value);
      return value;
    },
    recognize: ({ authorization, cookie }) => {
      const [, bearer] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
      if (bearer !== undefined) return timingSafeEqual(hashOf(bearer), tokenHash) ? 'bearer' : null;
      const value = readCookie(cookie ?? '', cookieName());
      return value !== null && cookies.has(hashOf(value).toString('hex')) ? 'cookie' : null;
    },
    toCookie: (value) => `${cookieName()}=${value}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function remember(hashes: Set<string>, secret: string): void {
  hashes.add(hashOf(secret).toString('hex'));
  const [oldest] = hashes;
  if (hashes.size > MOST_SESSIONS && oldest !== undefined) hashes.delete(oldest);
}

function readCookie(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
