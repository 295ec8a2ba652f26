// The suite's own safety net: a run tells its result in the last line, and a file that leaves something running fails.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const support = join(repository, 'test/support');

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs test files in a folder of their own, with the setup and the reporter of the repository. */
function runFiles(files: Readonly<Record<string, string>>): Promise<{ code: number; lastLine: string; text: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-runner-'));
  folders.push(folder);
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  const test = {
    pool: 'forks',
    setupFiles: [join(support, 'fail-on-leftovers.ts')],
    reporters: ['default', join(support, 'plain-summary-reporter.ts')],
  };
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify({ test })};`);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), `import { expect, it } from 'vitest';\n${text}`);
  }
  return new Promise((resolve) => {
    const command = [join(repository, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder];
    // Without the marks of the run around it, which would make the inner one think that it is a worker.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$)/.test(name)));
    execFile(process.execPath, command, { env: { ...env, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      const lastLine = stdout.trimEnd().split('\n').at(-1) ?? '';
      resolve({ code: error === null ? 0 : 1, lastLine, text: stdout + stderr });
    });
  });
}

describe('a run of the suite', () => {
  it('ends with the counts alone on the last line', async () => {
    const { code, lastLine } = await runFiles({
      'a.test.ts': `it('holds', () => { expect(1).toBe(1); });`,
      'b.test.ts': `it('holds too', () => { expect(1).toBe(1); });`,
    });
    expect([code, lastLine]).toEqual([0, '2 passed, 0 failed']);
  });

  it('counts failed tests, files that do not load, errors nobody caught, and skipped tests', async () => {
    const { code, lastLine } = await runFiles({
      'a.test.ts': `it('holds', () => {}); it('breaks', () => { expect(1).toBe(2); }); it.skip('waits', () => {});`,
      'b.test.ts': `import './missing.ts'; it('never runs', () => {});`,
      'c.test.ts': `it('holds', async () => { void Promise.reject(new Error('lost')); });`,
    });
    expect([code, lastLine]).toEqual([1, '2 passed, 3 failed, 1 skipped']);
  });

  it('fails a file that leaves a server, a timer or a child process running', async () => {
    const { lastLine, text } = await runFiles({
      'server.test.ts': `import { createServer } from 'node:net';
        it('listens', () => new Promise((done) => void createServer().listen(0, () => done(undefined))));`,
      'timer.test.ts': `it('ticks', () => { setInterval(() => {}, 1000); });`,
      'child.test.ts': `import { spawn } from 'node:child_process';
        it('spawns', () => { spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)']); });`,
    });
    expect(lastLine).toBe('3 passed, 3 failed');
    for (const left of ['1 TCPServerWrap', '1 Timeout', '1 ProcessWrap']) expect(text).toContain(left);
  });

  it('lets a file pass that stops what it started', async () => {
    const { lastLine } = await runFiles({
      'server.test.ts': `import { createServer } from 'node:http';
        it('answers', async () => {
          const server = createServer((_request, response) => response.end('hello'));
          await new Promise((done) => server.listen(0, () => done(undefined)));
          const { port } = server.address();
          expect(await (await fetch('http://127.0.0.1:' + port)).text()).toBe('hello');
          server.close();
          setTimeout(() => {}, 60_000).unref();
        });`,
    });
    expect(lastLine).toBe('1 passed, 0 failed');
  });
});
