// What ScheduleHub says of an entity, asked without opening the state; where it cannot be asked, why.

import type { TargetEntity } from '../../clients/schedulehub-client.ts';
import { EngineError } from '../../failures/engine-error.ts';
import type { TargetField } from '../../samples/suggest-mapping.ts';
import { toClientOptions } from '../../operations/connection-options.ts';
import type { Cli } from './cli.ts';

/** A check is for somebody who waits: one try, a few seconds. */
const ONE_TRY = { attempts: 1 } as const;
const TIMEOUTS = { requestMs: 5000 } as const;

async function getTarget(cli: Cli, name: string): Promise<TargetEntity> {
  const options = toClientOptions('schedulehub', { ...cli.host(), settings: cli.settings() });
  const { createScheduleHubClient } = await import('../../clients/schedulehub-client.ts');
  const client = createScheduleHubClient({ ...options, retry: ONE_TRY, timeouts: TIMEOUTS });
  try {
    return await client.getEntity(name, cli.control.signal);
  } finally {
    await client.close();
  }
}

/** The description, or a sentence that says why there is none. */
export async function askTarget(cli: Cli, name: string): Promise<TargetEntity | { readonly unknown: string }> {
  if (cli.settings().schedulehub.url === undefined) {
    return { unknown: 'the fields of ScheduleHub, because no connection to it is configured.' };
  }
  try {
    return await getTarget(cli, name);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind === 'stopped') throw error;
    return { unknown: `the fields of ScheduleHub. ${error.message}` };
  }
}

/** The fields to map to; throws where ScheduleHub cannot be asked. */
export async function askTargetFields(cli: Cli, name: string): Promise<readonly TargetField[]> {
  return (await getTarget(cli, name)).fields.map((field) => ({ name: field.name, type: field.type }));
}
