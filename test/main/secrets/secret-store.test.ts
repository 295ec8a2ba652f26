// The passwords on disk and in memory, over key stores that protect, do not, come, go and forget.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSecretStore, type SecretStore, type SecretStoreNeeds } from '../../../main/secrets/secret-store.ts';
import { deriveVaultKey, seal, unseal } from '../../../main/secrets/secret-vault.ts';
import { systemProtection } from '../../../main/secrets/system-protection.ts';
import { silentLog } from '../../support/test-engine.ts';

const CANARY = 'canary-5ecret';
const PASSPHRASE = 'correct horse battery staple';

/** A key store of the system. */
class KeyStore implements Partial<SecretStoreNeeds['safeStorage']> {
  key = randomBytes(32);
  backend: 'gnome_libsecret' | 'basic_text' = 'gnome_libsecret';
  isOutdated = false;
  sealed = 0;

  isAsyncEncryptionAvailable = () => Promise.resolve(true);
  getSelectedStorageBackend = () => this.backend;
  encryptStringAsync = (text: string) => {
    this.sealed += 1;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), body]));
  };
  decryptStringAsync = async (bytes: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const result = decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
    return { result, shouldReEncrypt: this.isOutdated };
  };
}

let folder: string;
let keys: KeyStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncflow-secrets-'));
  keys = new KeyStore();
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'secrets.json');
const onDisk = () => readFileSync(path(), 'utf8');
function open(): Promise<SecretStore> {
  return openSecretStore({ folder, safeStorage: keys, platform: 'linux', randomBytes, log: silentLog });
}
async function stateOf(store: SecretStore, system = 'apismith'): Promise<string | undefined> {
  return (await store.status()).secrets.find((one) => one.system === system)?.state;
}

describe('a key store that protects', () => {
  it('seals what is saved, for this user only, and opens it at the next start', async () => {
    const store = await open();
    await store.save('apismith', CANARY);
    expect(onDisk()).not.toContain(CANARY);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(store.knownTexts()).toEqual([CANARY]);

    const next = await open();
    expect(await stateOf(next)).toBe('stored');
    expect([...(await next.readAll())]).toEqual([['apismith', CANARY]]);
    await next.forget('apismith');
    expect(await stateOf(next)).toBe('missing');
    expect(await stateOf(await open())).toBe('missing');
  });

  it('keeps both passwords that are saved at the same moment', async () => {
    const store = await open();
    await Promise.all([store.save('apismith', 'one-secret'), store.save('schedulehub', 'two-secret')]);
    expect([...(await (await open()).readAll()).values()]).toEqual(['one-secret', 'two-secret']);
  });

  it('seals again with its new key when it asks for that', async () => {
    await (await open()).save('apismith', CANARY);
    keys.isOutdated = true;
    const before = keys.sealed;
    await (await open()).readAll();
    expect(keys.sealed).toBe(before + 1);
  });

  it('that lost its key asks for the password and keeps what is stored, until it is replaced', async () => {
    await (await open()).save('apismith', CANARY);
    const lost = onDisk();
    keys.key = randomBytes(32);
    const store = await open();
    expect(await stateOf(store)).toBe('unreadable');
    expect((await store.readAll()).size).toBe(0);
    await store.save('schedulehub', 'another-secret');
    expect(JSON.parse(onDisk()).sealed.apismith).toEqual(JSON.parse(lost).sealed.apismith);
    await store.save('apismith', 'new-secret');
    expect(await stateOf(store)).toBe('stored');
  });
});

describe('a key store that goes away', () => {
  it('leaves what it sealed for its return, and new passwords for the session', async () => {
    await (await open()).save('apismith', CANARY);
    keys.backend = 'basic_text';
    const without = await open();
    expect(await without.status()).toMatchObject({ protection: 'session', can_protect: false });
    expect(await stateOf(without)).toBe('unreadable');
    await without.save('schedulehub', 'for-now-only');
    expect(onDisk()).not.toContain('for-now-only');
    expect(await stateOf(without, 'schedulehub')).toBe('session');
    expect(await without.protect('passphrase', PASSPHRASE)).toBe(true);

    keys.backend = 'gnome_libsecret';
    expect(await stateOf(await open())).toBe('stored');
  });

  it('is noticed when it comes back', async () => {
    keys.backend = 'basic_text';
    const store = await open();
    await store.save('apismith', CANARY);
    expect(await store.protect('protected', null)).toBe(false);
    keys.backend = 'gnome_libsecret';
    expect(await store.protect('protected', null)).toBe(true);
    expect(await stateOf(await open())).toBe('stored');
  });
});

describe('a passphrase', () => {
  it('opens what it sealed, and nothing else does', async () => {
    const store = await open();
    await store.save('apismith', CANARY);
    await store.protect('passphrase', PASSPHRASE);
    expect(onDisk()).not.toMatch(new RegExp(`${CANARY}|${PASSPHRASE}`));

    const next = await open();
    expect(await stateOf(next)).toBe('locked');
    expect(await next.unlock('wrong')).toBe(false);
    expect((await next.readAll()).size).toBe(0);
    expect(await next.unlock(PASSPHRASE)).toBe(true);
    expect((await next.readAll()).get('apismith')).toBe(CANARY);
  });
});

describe('a file that cannot be trusted', () => {
  it.each([
    ['half of it', '{"v": 1, "sealed'],
    ['another version', '{"v": 2, "sealed": {}}'],
    ['a password in the clear', `{"v": 1, "protection": "protected", "sealed": {"apismith": "${CANARY}"}}`],
  ])('is not used: %s', async (_name, text) => {
    writeFileSync(path(), text);
    expect(await stateOf(await open())).toBe('missing');
  });
});

describe('the vault', () => {
  it('refuses what was changed, cut, or sealed with another key', async () => {
    const key = await deriveVaultKey(PASSPHRASE, Buffer.alloc(16, 1));
    const sealed = seal(key, CANARY, Buffer.alloc(12, 2));
    const changed = Buffer.from(sealed, 'base64');
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);

    expect(unseal(key, sealed)).toBe(CANARY);
    expect(unseal(key, changed.toString('base64'))).toBeNull();
    expect(unseal(key, sealed.slice(0, 20))).toBeNull();
    expect(unseal(await deriveVaultKey(PASSPHRASE, Buffer.alloc(16, 9)), sealed)).toBeNull();
  });

  it('takes a passphrase as it is meant, however its accents were typed', async () => {
    const salt = Buffer.alloc(16, 1);
    expect(await deriveVaultKey('caf\u00e9', salt)).toEqual(await deriveVaultKey('cafe\u0301', salt));
  });
});

describe('protection', () => {
  it.each([
    ['linux', true, 'gnome_libsecret', true],
    ['linux', true, 'kwallet6', true],
    ['linux', true, 'basic_text', false],
    ['linux', true, 'unknown', false],
    ['linux', false, 'gnome_libsecret', false],
    ['win32', true, null, true],
    ['darwin', false, null, false],
  ] as const)('on %s, available: %s, backend %s, is real: %s', (platform, isAvailable, linuxBackend, isProtected) => {
    expect(systemProtection({ platform, isAvailable, linuxBackend }).isProtected).toBe(isProtected);
  });
});
