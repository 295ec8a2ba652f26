import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../../engine/headless/cli/commands.ts';
import { createCaller } from './run-here.ts';

describe('the command line', () => {
  it('lists every command in its help', async () => {
    const { code, stdout } = await createCaller().run('--help');
    expect(code).toBe(0);
    for (const name of Object.keys(COMMANDS)) expect(stdout).toContain(`\n  ${name} `);
  });

  it.each(Object.keys(COMMANDS))('shows the help of %s with the global options', async (name) => {
    const { code, stdout } = await createCaller().run(name, '--help');
    expect(code).toBe(0);
    for (const option of ['--config', '--data-dir', '--state-url', '--json']) expect(stdout).toContain(option);
  });

  it('prints its version', async () => {
    expect((await createCaller().run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('shows help and says wrong usage where no command is given', async () => {
    const { code, stdout, stderr } = await createCaller().run();
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: syncflow');
  });

  it('suggests the command that was probably meant', async () => {
    const { code, stderr } = await createCaller().run('sycn');
    expect(code).toBe(2);
    expect(stderr).toContain("unknown command 'sycn'");
    expect(stderr).toContain('sync');
  });

  it('answers wrong usage with one JSON document and a sentence on standard error', async () => {
    const { code, json, stderr } = await createCaller().run('history', '--limit', 'many', '--json');
    expect(code).toBe(2);
    expect(json.error.kind).toBe('usage');
    expect(json.error.message).toContain('whole number');
    expect(stderr).toContain('whole number');
  });

  it('takes the global options before and after the command', async () => {
    const caller = createCaller();
    const before = await caller.run('--json', '--data-dir', caller.dataDir, 'status');
    const after = await caller.run('status', '--json', '--data-dir', caller.dataDir);
    expect(before.json.state.path).toBe(join(caller.dataDir, 'syncflow.db'));
    expect(after.json.state.path).toBe(before.json.state.path);
  });

  it('shows a stack only at log level debug', async () => {
    const quiet = await createCaller().run('status', 'no-such-run');
    expect(quiet.stderr).toBe(
      'There is no run no-such-run. Look for it in the history of runs; old ones are removed in time. See "syncflow history" for the uids of past runs.\n',
    );
    expect(quiet.code).toBe(2);
    const loud = await createCaller({ environment: { SYNCFLOW_LOG_LEVEL: 'debug' } }).run('status', 'no-such-run');
    expect(loud.stderr).toContain('find-batch.ts');
  });
});
