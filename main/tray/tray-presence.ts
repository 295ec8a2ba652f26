// Whether a tray is really there. Windows and macOS always have one. On Linux the desktop says so over D-Bus; where it
// does not, hiding the window would lose it.

export interface TrayPresenceNeeds {
  readonly platform: NodeJS.Platform;
  /** Runs a program and answers what it printed; null where it is missing, fails or takes too long. */
  readonly run: (program: string, parameters: readonly string[]) => Promise<string | null>;
}

const CALL = ['call', '--session', '--timeout', '2', '--dest'] as const;
const WATCHER = 'org.kde.StatusNotifierWatcher';

/** Somebody shows tray items. Ask before a tray icon is made. */
export async function hasTrayHost({ platform, run }: TrayPresenceNeeds): Promise<boolean> {
  if (platform !== 'linux') return true;
  const answer = await run('gdbus', [
    ...CALL,
    WATCHER,
    '--object-path',
    '/StatusNotifierWatcher',
    '--method',
    'org.freedesktop.DBus.Properties.Get',
    WATCHER,
    'IsStatusNotifierHostRegistered',
  ]);
  return answer !== null && /<true>/.test(answer);
}

/** Our icon is among those that the watcher lists. Ask after a tray icon was made. */
export async function isListedInTray({ platform, run }: TrayPresenceNeeds, pid: number): Promise<boolean> {
  if (platform !== 'linux') return true;
  const answer = await run('gdbus', [
    ...CALL,
    WATCHER,
    '--object-path',
    '/StatusNotifierWatcher',
    '--method',
    'org.freedesktop.DBus.Properties.Get',
    WATCHER,
    'RegisteredStatusNotifierItems',
  ]);
  for (const owner of itemOwners(answer ?? '')) {
    if (owner.includes(`-${pid}-`) || (await pidOf(run, owner)) === pid) return true;
  }
  return false;
}

/** `(<[':1.42/StatusNotifierItem', 'org.kde.StatusNotifierItem-77-1']>,)` → `:1.42`, `org.kde.StatusNotifierItem-77-1`. */
export function itemOwners(answer: string): readonly string[] {
  return [...answer.matchAll(/'([^']+)'/g)].map(([, item]) => item?.replace(/[@/].*$/, '') ?? '');
}

async function pidOf(run: TrayPresenceNeeds['run'], owner: string): Promise<number | null> {
  const answer = await run('gdbus', [
    ...CALL,
    'org.freedesktop.DBus',
    '--object-path',
    '/org/freedesktop/DBus',
    '--method',
    'org.freedesktop.DBus.GetConnectionUnixProcessID',
    owner,
  ]);
  const pid = /uint32 (\d+)/.exec(answer ?? '')?.[1];
  return pid === undefined ? null : Number(pid);
}
