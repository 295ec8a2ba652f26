// The engine's contract as a client: `await engine.sync.start({ … })`.

import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../engine/contract/contract.ts';
import { createEngineLink } from './engine-link.ts';
import { setLinkPhase, useLink } from './link-state.ts';

export type EngineClient = ContractRouterClient<Contract>;

export const engine: EngineClient = createORPCClient(createEngineLink());

const ASK_AGAIN_MS = 1000;

/** Asks until the engine answers, now and whenever it is gone; returns the function that stops it. */
export function keepConnected(): () => void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    if (isOver) return;
    try {
      await engine.health.get({});
      setLinkPhase('ready');
    } catch {
      // Whatever it was: the link has said which phase it is, and the next try comes soon.
      timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    }
  };
  const stop = useLink.subscribe(({ phase }, before) => {
    if (phase === 'gone' && before.phase !== 'gone') void ask();
  });
  void ask();
  return () => {
    isOver = true;
    clearTimeout(timer);
    stop();
  };
}
