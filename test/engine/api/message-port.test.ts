// The same router over a MessagePort, as the desktop's window speaks to it: calls, errors, files, streams, many calls.

import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Contract } from '../../../engine/contract/contract.ts';
import type { Clock } from '../../../engine/host.ts';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from '../../flows/flow.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';
import { systemClock } from '../../support/test-engine.ts';

let flow: Flow;
let test: TestApi;
let channel: MessageChannel;
let client: ContractRouterClient<Contract>;
/** Sleeps that have not ended: a stream that is watched has one. */
let sleeping = 0;

beforeEach(async () => {
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => {
      sleeping += 1;
      await systemClock.sleep(ms, signal).finally(() => {
        sleeping -= 1;
      });
    },
  };
  flow = await startFlow({ clock });
  flow.servers.addTable(partsTable({ rows: partRows(20) }));
  await addEntity(flow, partEntity());
  test = createTestApi(flow.engine.services);
  channel = new MessageChannel();
  new RPCHandler(test.api.router).upgrade(channel.port1);
  client = createORPCClient(new RPCLink({ port: channel.port2 }));
  channel.port1.start();
  channel.port2.start();
});
afterEach(async () => {
  channel.port1.close();
  channel.port2.close();
  await test.close();
  await flow.close();
});

describe('over a MessagePort', () => {
  it('a sync is started and watched to its end', async () => {
    const { batches } = await client.sync.start({ entities: ['part'] });
    let last;
    for await (const { runs } of await client.sync.watch({ batch_uid: batches[0]!.batch_uid })) [last] = runs;
    expect(last).toMatchObject({ status: 'completed', metrics: { inserted: 20 } });
  });

  it('errors keep their sentence and data, files their name and content', async () => {
    const call = client.sync.start({ entities: ['prat'] });
    expect(await test.refusal(call)).toMatchObject({ code: 'NOT_FOUND', data: { details: { entity: 'prat' } } });
    const sample = await client.mapping.infer({ file: new File(['ID\n1\n'], 'a.csv') });
    expect(sample.rows).toEqual([{ ID: '1' }]);
  });

  it('a stream ends at the engine when the window is gone', async () => {
    const stream = await client.sync.watch({ batch_uid: null });
    await stream.next();
    await expect.poll(() => sleeping).toBeGreaterThan(0);
    channel.port2.close();
    await expect.poll(() => sleeping).toBe(0);
  });

  it('many calls at once are all answered', async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, () => client.health.get({})));
    expect(new Set(answers.map((answer) => answer.version))).toEqual(new Set(['1.2.3']));
  });
});
