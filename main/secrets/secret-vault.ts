// Secrets behind a passphrase: scrypt makes the key, AES-256-GCM seals. Both exist in Node and in Electron's BoringSSL.

import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';

/** 32 MB and about a tenth of a second per guess. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;
export const SALT_BYTES = 16;
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type VaultKey = Buffer & { readonly __brand: 'VaultKey' };

export function deriveVaultKey(passphrase: string, salt: Uint8Array): Promise<VaultKey> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, COST, (error, key) => {
      // Safe: this is the one place where such a key is made.
      if (error === null) resolve(key as VaultKey);
      else reject(error);
    });
  });
}

/** nonce + tag + ciphertext, base64. A nonce must never be used twice with a key. */
export function seal(key: VaultKey, text: string, nonce: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

/** Null where the key is another one or the text was changed. */
export function unseal(key: VaultKey, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch (error) {
    // "Unsupported state or unable to authenticate data": the only way final() fails here.
    if (error instanceof Error) return null;
    throw error;
  }
}
