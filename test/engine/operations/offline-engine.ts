// An engine on a real state whose two systems are never asked.

import { onTestFinished } from 'vitest';
import { createTestEngine, type TestEngine, type TestEngineOptions } from '../../support/test-engine.ts';

const NOBODY = { url: 'http://127.0.0.1:9/api/v1', username: 'nobody', password: 'nothing' };

/** Closed when the test ends. */
export async function createOfflineEngine(options: Partial<TestEngineOptions> = {}): Promise<TestEngine> {
  const engine = await createTestEngine({ sandbox: { apismith: NOBODY, schedulehub: NOBODY }, ...options });
  onTestFinished(() => engine.close());
  return engine;
}
