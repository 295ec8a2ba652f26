// The freedesktop.org autostart entry: Electron sets none on Linux. Written by hand, read by every desktop there.

/** Desktop Entry 1.5 quotes an argument in double quotes and escapes these four in it; `%` starts a field code. */
function quote(argument: string): string {
  return `"${argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
}

/** `program` starts the app: `$APPIMAGE` where it is one. */
export function autostartEntry(program: string, parameters: readonly string[]): string {
  const command = [program, ...parameters].map(quote).join(' ');
  // A value escapes backslashes once more.
  const exec = command.replaceAll('\\', '\\\\');
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=SyncFlow',
    `Exec=${exec}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** The user, or their desktop's settings, may have switched an entry off without removing it. */
export function isAutostartEnabled(entry: string): boolean {
  return !/^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(entry);
}
