// Whether the system's key store really protects: said honestly, from what Electron reports.

export type SystemProtection =
  { readonly isProtected: true; readonly backend: string } | { readonly isProtected: false; readonly backend: string };

export interface ReportedStore {
  readonly platform: NodeJS.Platform;
  readonly isAvailable: boolean;
  /** Linux only: what Chromium chose. */
  readonly linuxBackend: string | null;
}

/** `basic_text` encrypts with a password that stands in Chromium's sources: that protects from nobody. */
export function systemProtection({ platform, isAvailable, linuxBackend }: ReportedStore): SystemProtection {
  const backend = platform === 'linux' ? (linuxBackend ?? 'unknown') : platform === 'darwin' ? 'keychain' : 'dpapi';
  const isReal = platform !== 'linux' || /^(gnome_libsecret|kwallet[56]?)$/.test(backend);
  return { isProtected: isAvailable && isReal, backend };
}
