import { describe, expect, it } from 'vitest';
import type { StopSignal } from '../../../../engine/headless/cli/cli-io.ts';
import { createStopSignals } from '../../../../engine/headless/cli/stop-signals.ts';

function listen() {
  const told: string[] = [];
  let listener: ((signal: StopSignal) => void) | null = null;
  const signals = createStopSignals({
    onSignal: (heard) => {
      listener = heard;
      return () => void (listener = null);
    },
    tell: (text) => void told.push(text),
  });
  return { ...signals, told, send: (signal: StopSignal) => listener?.(signal), isListening: () => listener !== null };
}

describe('signals', () => {
  it('stop softly at the first Ctrl+C, at once at the second, and leave the third to the system', async () => {
    const { control, send, told, first, isListening } = listen();
    expect(control.local()).toBeNull();
    send('SIGINT');
    await first;
    expect([control.local(), control.signal.aborted]).toEqual(['stop', false]);
    send('SIGINT');
    expect([control.local(), control.signal.aborted]).toEqual(['stop', true]);
    expect(isListening()).toBe(false);
    expect(told).toHaveLength(2);
  });
  it('pause at SIGTERM, and never take a stop back', () => {
    const { control, send } = listen();
    send('SIGTERM');
    expect(control.local()).toBe('pause');
    send('SIGINT');
    send('SIGTERM');
    expect([control.local(), control.signal.aborted]).toEqual(['stop', false]);
  });
});
