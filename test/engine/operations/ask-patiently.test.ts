// Asking for somebody who waits at a screen: an answer, the system's own error, or after a while a sentence.

import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { askPatiently } from '../../../engine/operations/ask-patiently.ts';

const signal = new AbortController().signal;
const until = (aborted: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    aborted.addEventListener('abort', () => {
      reject(new EngineError('stopped', 'Stopped while asking.'));
    });
  });

describe('asking patiently', () => {
  it('gives the answer', async () => {
    expect(await askPatiently({ system: 'APISmith', ms: 1000, signal }, () => Promise.resolve(7))).toBe(7);
  });

  it('says after a while that the system is slow, what is safe and what to do', async () => {
    await expect(askPatiently({ system: 'APISmith', ms: 1, signal }, until)).rejects.toMatchObject({
      kind: 'unavailable',
      transient: true,
      message:
        'APISmith has not answered within 0.001 s. Nothing was changed. Try again later, or look at the load of APISmith.',
    });
  });

  it('passes on what the system said before that', async () => {
    const refused = new EngineError('auth', 'refused');
    await expect(askPatiently({ system: 'APISmith', ms: 1000, signal }, () => Promise.reject(refused))).rejects.toBe(
      refused,
    );
  });

  it('is stopped when the caller goes away', async () => {
    const gone = new AbortController();
    const asked = askPatiently({ system: 'APISmith', ms: 60_000, signal: gone.signal }, until);
    gone.abort();
    await expect(asked).rejects.toMatchObject({ kind: 'stopped' });
  });
});
