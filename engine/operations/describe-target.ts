// What ScheduleHub says of its entities, for somebody who waits at a screen: a few seconds, then a sentence instead.

import type { TargetEntity } from '../clients/schedulehub-client.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { Services } from './services.ts';

const PATIENCE_MS = 5000;

/** The description, or why there is none. Throws only where `signal` is aborted. */
export async function describeTarget(
  services: Services,
  name: string,
  signal: AbortSignal,
): Promise<TargetEntity | { readonly unknown: string }> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await services.schedulehub().getEntity(name, AbortSignal.any([signal, patience]));
  } catch (error) {
    if (!(error instanceof EngineError) || signal.aborted) throw error;
    const why = patience.aborted ? `ScheduleHub did not answer within ${PATIENCE_MS / 1000} s.` : error.message;
    return { unknown: `the fields of ScheduleHub. ${why}` };
  }
}
