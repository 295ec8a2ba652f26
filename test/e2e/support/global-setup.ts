// Before the browser tests: a browser, the console's pages and a synced sandbox to copy, each once.

import type { TestProject } from 'vitest/node';
import { ensureBrowser } from '../../support/install-browser.ts';
import { buildConsole } from './build-console.ts';
import { createSyncedFolders, removeFolders } from './sandbox-copy.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The browser's executable. */
    readonly browser: string;
    /** The folder to copy for a station that has synced. */
    readonly syncedFolder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  project.provide('browser', ensureBrowser());
  const [folders] = await Promise.all([createSyncedFolders(), buildConsole()]);
  project.provide('syncedFolder', folders.base);
  return () => removeFolders(folders);
}
