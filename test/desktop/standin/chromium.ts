// The browser behind the stand-in's windows: a headless Chromium of this machine with a profile of its own. It ends
// when this process does, however that comes about: its debugging pipe closes.

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Cdp } from './cdp.ts';
import { closeStrangers } from './close-strangers.ts';

export interface Chromium {
  readonly cdp: Cdp;
  readonly process: ChildProcess;
}

const SWITCHES = [
  '--headless=new',
  '--no-startup-window',
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  // Electron tells pages that the other end of a port is gone; Chromium by itself does not.
  '--enable-blink-features=MessagePortCloseEvent',
  '--password-store=basic',
  '--remote-debugging-pipe',
  '--remote-debugging-port=0',
];

export async function startChromium(userData: string): Promise<Chromium> {
  const program = process.env['STANDIN_CHROMIUM'];
  if (program === undefined) throw new Error('STANDIN_CHROMIUM names no browser; the specs set it.');
  const child = spawn(program, [...SWITCHES, `--user-data-dir=${join(userData, 'chromium')}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      printed += bytes.toString();
      const found = /^DevTools listening on (ws:\/\/\S+)/m.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`Chromium ended (exit ${code}): ${printed.slice(-2000)}`)));
    child.once('error', reject);
  });
  const cdp = await Cdp.open(url);
  closeStrangers(cdp);
  await cdp.send('Target.setDiscoverTargets', { discover: true });
  // Test runners wait for this very line.
  process.stderr.write(`DevTools listening on ${url}\n`);
  return { cdp, process: child };
}
