// The engine and its loopback server as a process of their own, for a console in the browser.

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { PAGES, REPOSITORY } from './build-missing.ts';

export interface ServedConsole {
  readonly server: ChildProcess;
  /** Where the server listens, and the link that signs a browser in, once. */
  readonly url: string;
  readonly link: string;
}

const answerSchema = z.object({ url: z.string(), link: z.string() });

/** Resolves once the server listens; rejects where it ends before. What it has to say goes to this terminal. */
export function serveConsole(): Promise<ServedConsole> {
  const command = join(REPOSITORY, 'engine/headless/cli/main.ts');
  const parameters = ['serve', '--json', '--port', '0', '--pages', PAGES];
  const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', command, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`The engine's server ended (exit ${code}).`)));
    let printed = '';
    createInterface({ input: server.stdout }).on('line', (line) => {
      printed += line;
      const answer = parse(printed);
      if (answer !== null) resolve({ server, ...answer });
    });
  });
}

/** Null while the answer is not whole. */
function parse(text: string): z.infer<typeof answerSchema> | null {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
