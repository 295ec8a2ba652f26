// The passwords of both systems, kept as honestly as this computer allows. Three ways, and the console says which:
//   protected    the system's key store seals them
//   session      nothing is written; they are asked for each time the program starts (where nothing protects)
//   passphrase   sealed with a key made from what the operator types once after each start
// Damage, another key store or a locked one never deletes what is stored: the console asks for it again.

import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { systemSchema, type SystemName } from '../../engine/contract/primitives.ts';
import type { Log } from '../../engine/index.ts';
import { PROTECTIONS, type secretStatusSchema } from '../contract/desktop-contract.ts';
import { readJsonFile } from '../preferences/read-json-file.ts';
import { writeFileAtomically } from '../preferences/write-file-atomically.ts';
import { deriveVaultKey, NONCE_BYTES, SALT_BYTES, seal, unseal, type VaultKey } from './secret-vault.ts';
import { systemProtection, type SystemProtection } from './system-protection.ts';

export type SecretStatus = z.infer<typeof secretStatusSchema>;
type Protection = SecretStatus['protection'];
type SecretState = SecretStatus['secrets'][number]['state'];

const fileSchema = z.object({
  v: z.literal(1),
  protection: z.enum(PROTECTIONS),
  /** Base64; only with `passphrase`. */
  salt: z.string().optional(),
  /** A known text, sealed: tells a wrong passphrase from a right one. */
  check: z.string().optional(),
  sealed: z.partialRecord(systemSchema, z.object({ backend: z.string(), text: z.string() })),
});
type SecretFile = z.infer<typeof fileSchema>;

const SYSTEMS = systemSchema.options;
const CHECK_TEXT = 'syncflow';

export interface SecretStoreNeeds {
  readonly folder: string;
  readonly safeStorage: Pick<
    SafeStorage,
    'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
  >;
  readonly platform: NodeJS.Platform;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: Log;
}

export interface SecretStore {
  status(): Promise<SecretStatus>;
  save(system: SystemName, password: string): Promise<void>;
  forget(system: SystemName): Promise<void>;
  /** Seals anew what is readable; false where the wanted way does not exist here. */
  protect(protection: Protection, passphrase: string | null): Promise<boolean>;
  /** False for a wrong passphrase. */
  unlock(passphrase: string): Promise<boolean>;
  /** What can be read now. */
  readAll(): Promise<ReadonlyMap<SystemName, string>>;
  /** The texts that must not appear in a log. */
  knownTexts(): readonly string[];
}

export async function openSecretStore(needs: SecretStoreNeeds): Promise<SecretStore> {
  const { safeStorage, log } = needs;
  const path = join(needs.folder, 'secrets.json');
  let system = await askSystem(needs);
  let file = await readSecretFile(path, system, log);
  let key: VaultKey | null = null;
  /** Entered or read in this session. */
  const open = new Map<SystemName, string>();

  let writing: Promise<void> = Promise.resolve();
  const write = async (next: SecretFile): Promise<void> => {
    file = next;
    const written = writing.then(() => writeFileAtomically(path, `${JSON.stringify(next, null, 2)}\n`));
    writing = written.catch(() => undefined);
    await written;
  };

  const sealOne = async (password: string): Promise<SecretFile['sealed'][SystemName] | null> => {
    if (file.protection === 'protected' && system.isProtected) {
      const bytes = await safeStorage.encryptStringAsync(password);
      return { backend: system.backend, text: bytes.toString('base64') };
    }
    if (file.protection === 'passphrase' && key !== null) {
      return { backend: 'passphrase', text: seal(key, password, needs.randomBytes(NONCE_BYTES)) };
    }
    return null;
  };

  const unsealOne = async (name: SystemName): Promise<string | null> => {
    const sealed = file.sealed[name];
    if (sealed === undefined) return null;
    if (sealed.backend === 'passphrase') return key === null ? null : unseal(key, sealed.text);
    if (!system.isProtected || sealed.backend !== system.backend) return null;
    try {
      const bytes = Buffer.from(sealed.text, 'base64');
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(bytes);
      if (shouldReEncrypt) await keep(name, result);
      return result;
    } catch (error) {
      // Another key, or a key store that is locked for now: it is asked for again and stays as it is.
      log.warn('A stored password cannot be opened', { system: name, error });
      return null;
    }
  };

  const keep = async (name: SystemName, password: string): Promise<void> => {
    const sealed = await sealOne(password);
    const { [name]: _before, ...others } = file.sealed;
    await write({ ...file, sealed: sealed === null ? others : { ...others, [name]: sealed } });
  };

  const read = async (name: SystemName): Promise<string | null> => {
    const known = open.get(name);
    if (known !== undefined) return known;
    const password = await unsealOne(name);
    if (password !== null) open.set(name, password);
    return password;
  };

  const stateOf = async (name: SystemName): Promise<SecretState> => {
    const isOpen = (await read(name)) !== null;
    if (file.sealed[name] === undefined) return isOpen ? 'session' : 'missing';
    if (isOpen) return 'stored';
    return file.sealed[name].backend === 'passphrase' && key === null ? 'locked' : 'unreadable';
  };

  return {
    status: async () => {
      // A key store may be unlocked, or gone, since the start.
      system = await askSystem(needs);
      return {
        protection: file.protection,
        backend: system.backend,
        can_protect: system.isProtected,
        is_locked: file.protection === 'passphrase' && key === null,
        secrets: await Promise.all(SYSTEMS.map(async (name) => ({ system: name, state: await stateOf(name) }))),
      };
    },
    save: async (name, password) => {
      open.set(name, password);
      await keep(name, password);
    },
    forget: async (name) => {
      open.delete(name);
      const { [name]: _gone, ...sealed } = file.sealed;
      await write({ ...file, sealed });
    },
    protect: async (protection, passphrase) => {
      system = await askSystem(needs);
      if (protection === 'protected' && !system.isProtected) return false;
      for (const name of SYSTEMS) await read(name);
      const salt = needs.randomBytes(SALT_BYTES);
      key = passphrase === null ? null : await deriveVaultKey(passphrase, salt);
      const vault =
        key === null
          ? {}
          : {
              salt: Buffer.from(salt).toString('base64'),
              check: seal(key, CHECK_TEXT, needs.randomBytes(NONCE_BYTES)),
            };
      // What another key store sealed stays for its return; behind a passphrase that is replaced nothing can be read again.
      const kept = Object.entries(file.sealed).filter(([, { backend }]) => backend !== 'passphrase');
      await write({ v: 1, protection, ...vault, sealed: Object.fromEntries(kept) });
      for (const [name, password] of open) await keep(name, password);
      return true;
    },
    unlock: async (passphrase) => {
      if (file.salt === undefined || file.check === undefined) return false;
      const candidate = await deriveVaultKey(passphrase, Buffer.from(file.salt, 'base64'));
      if (unseal(candidate, file.check) !== CHECK_TEXT) return false;
      key = candidate;
      return true;
    },
    readAll: async () => {
      const all = new Map<SystemName, string>();
      for (const name of SYSTEMS) {
        const password = await read(name);
        if (password !== null) all.set(name, password);
      }
      return all;
    },
    knownTexts: () => [...open.values()],
  };
}

async function askSystem({ safeStorage, platform }: SecretStoreNeeds): Promise<SystemProtection> {
  return systemProtection({
    platform,
    isAvailable: await safeStorage.isAsyncEncryptionAvailable(),
    linuxBackend: platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null,
  });
}

async function readSecretFile(path: string, system: SystemProtection, log: Log): Promise<SecretFile> {
  const fresh: SecretFile = { v: 1, protection: system.isProtected ? 'protected' : 'session', sealed: {} };
  const found = await readJsonFile(path);
  if (found.kind === 'missing') return fresh;
  const parsed = fileSchema.safeParse(found.kind === 'read' ? found.value : null);
  if (!parsed.success) {
    log.error('The stored passwords are damaged and have to be entered again', { path });
    return fresh;
  }
  // The key store went away since: what it sealed stays for its return, new ones are kept for the session only.
  if (parsed.data.protection === 'protected' && !system.isProtected) return { ...parsed.data, protection: 'session' };
  return parsed.data;
}
