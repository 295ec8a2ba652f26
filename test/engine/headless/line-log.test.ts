import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../../engine/config.ts';
import { createLineLog } from '../../../engine/headless/line-log.ts';
import { secretsOf } from '../../../engine/host/log-text.ts';

const clock = { now: () => 1_765_184_400_000, monotonic: () => 0, sleep: () => Promise.resolve() };

function log(level: 'debug' | 'info' | 'warn' | 'error', secrets: readonly string[] = []) {
  const lines: string[] = [];
  return {
    lines,
    log: createLineLog({
      clock,
      level: () => level,
      secrets: () => secrets,
      writeLine: (line) => void lines.push(line),
    }),
  };
}

describe('the log of lines', () => {
  it('writes one line an entry, at or above its level', () => {
    const { lines, log: quiet } = log('warn');
    quiet.debug('a');
    quiet.info('b');
    quiet.warn('slow', { ms: 12, what: 'two words', odd: undefined });
    quiet.error('gone');
    expect(lines).toEqual([
      '2025-12-08T09:00:00.000Z WARN  slow ms=12 what="two words" odd=undefined',
      '2025-12-08T09:00:00.000Z ERROR gone',
    ]);
  });

  it('keeps stacks for level debug', () => {
    const stack = 'Error: broken\n    at file.ts:1:1\n    at file.ts:2:2';
    const quiet = log('info');
    quiet.log.error('failed', { error: stack });
    expect(quiet.lines[0]).toMatch(/error="Error: broken"$/);
    const loud = log('debug');
    loud.log.error('failed', { error: stack });
    expect(loud.lines[0]).toContain('file.ts:2:2');
  });

  it('never writes a secret of the settings, whatever field it stands in', () => {
    const settings = loadSettings({
      environment: {
        SYNCFLOW_DATA_DIR: '/nowhere',
        SYNCFLOW_STATE_URL: 'postgres://me:p%40ss-state@host:5432/db',
        SYNCFLOW_APISMITH_PASSWORD: 'erp-secret',
        SYNCFLOW_SCHEDULEHUB_PASSWORD: 'hub-secret',
        SYNCFLOW_SERVER_TOKEN: 'token-0123456789',
      },
    });
    const { lines, log: kept } = log('info', secretsOf(settings));
    kept.info('call with erp-secret', {
      url: settings.state_url,
      more: ['p@ss-state', 'hub-secret', 'token-0123456789'],
    });
    expect(lines[0]).toContain('call with ***');
    expect(lines[0]).not.toMatch(/erp-secret|hub-secret|token-|p%40ss|p@ss/);
  });
});
