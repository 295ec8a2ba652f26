// safeStorage over a key in the user-data folder. Which backend it claims to be comes from STANDIN_SECRET_BACKEND.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { strict } from '../strict.ts';
import type { StandinApp } from './app.ts';

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>;
type Implemented = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>;

export function createSafeStorage(app: StandinApp): Implemented {
  const backend = (process.env['STANDIN_SECRET_BACKEND'] ?? 'gnome_libsecret') as Backend;
  const isAvailable = backend !== 'basic_text';
  const requireAvailable = (): void => {
    if (!isAvailable) throw new Error('Encryption is not available.');
  };
  return strict('safeStorage', {
    isAsyncEncryptionAvailable: () => Promise.resolve(isAvailable),
    getSelectedStorageBackend: () => (app.isReady() ? backend : 'unknown'),
    encryptStringAsync: async (text: string) => {
      requireAvailable();
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyOf(app), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    decryptStringAsync: async (bytes: Buffer) => {
      requireAvailable();
      const decipher = createDecipheriv('aes-256-gcm', keyOf(app), bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      const result = decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
      return { result, shouldReEncrypt: false };
    },
  } satisfies Implemented);
}

/** Like a key ring: outside the app's own files, the same at the next start. */
function keyOf(app: StandinApp): Buffer {
  const path = join(app.getPath('userData'), 'standin-keyring');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 });
  return readFileSync(path);
}
