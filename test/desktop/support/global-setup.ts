// Before the desktop specs: finds or installs a browser, builds the app once. At the end: says which runtime they did not run on.

import { ensureBrowser } from '../../support/install-browser.ts';
import { buildAppsUnderTest } from './build-app.ts';
import { findRealElectron } from './runtimes.ts';

export default async function setup(): Promise<() => void> {
  process.env['STANDIN_CHROMIUM'] = ensureBrowser();
  await buildAppsUnderTest();
  return () => {
    if (findRealElectron() !== null) return;
    process.stdout.write(
      'Desktop specs on real Electron: not run (no binary here; set SYNCFLOW_ELECTRON_DIST or run npx install-electron).\n',
    );
  };
}
