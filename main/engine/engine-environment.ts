// The environment the engine process gets: what a program needs to run here, and our settings. Nothing that could
// change how Node starts, and no secret: those go by message, because a process's environment can be read by others.

const NEEDED = new Set([
  'PATH',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'SYSTEMROOT',
  'WINDIR',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'LANG',
  'XDG_DATA_HOME',
  'XDG_CONFIG_HOME',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
]);

/** Also the state's URL and a proxy's may carry a password. */
const SECRET = /^SYNCFLOW_.*(PASSWORD|TOKEN|URL|PROXY)$/;

export interface EngineEnvironment {
  readonly inherited: Readonly<Record<string, string>>;
  readonly byMessage: Readonly<Record<string, string>>;
  /** Texts that must not appear in a log. */
  readonly secrets: readonly string[];
}

export function splitEnvironment(environment: Readonly<Record<string, string | undefined>>): EngineEnvironment {
  const inherited: Record<string, string> = {};
  const byMessage: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (SECRET.test(name)) byMessage[name] = value;
    // Windows does not mind the case of a name, and keeps the one it was given.
    else if (NEEDED.has(name.toUpperCase()) || /^(SYNCFLOW_|LC_)/.test(name)) inherited[name] = value;
  }
  const secrets = Object.entries(byMessage).flatMap(([name, value]) => (/(PASSWORD|TOKEN)$/.test(name) ? [value] : []));
  return { inherited, byMessage, secrets };
}
