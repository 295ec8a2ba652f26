import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createProcessIdentity } from '../../../engine/headless/process-identity.ts';

describe('the process identity', () => {
  it('knows this process, and that it is not gone', () => {
    const self = createProcessIdentity();
    expect(self.pid).toBe(process.pid);
    expect(self.isGone(self.pid, self.started)).toBe(false);
  });

  it('tells a process that ended from one that runs', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const pid = child.pid ?? 0;
    // Two looks at a living process agree: its start is the same at each.
    const started = createProcessIdentity({ startOf: () => 'x' });
    expect(started.isGone(pid, 'x')).toBe(false);
    child.stdin.end();
    await once(child, 'exit');
    expect(createProcessIdentity().isGone(pid, 'any')).toBe(true);
  });

  it('takes a later process with the same number for another one', () => {
    const identity = createProcessIdentity({ startOf: (pid) => (pid === 7 ? 'boot-1 900' : null) });
    expect(identity.isGone(7, 'boot-1 900')).toBe(false);
    expect(identity.isGone(7, 'boot-1 100')).toBe(true);
    expect(identity.isGone(7, 'boot-0 900')).toBe(true);
    expect(identity.isGone(8, 'boot-1 900')).toBe(true);
    expect(identity.started).toBe('unknown');
  });
});
