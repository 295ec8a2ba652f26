// Bodies of one connection, read one after another into the same memory.

import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { startLeanServer } from '../../../sandbox/bench/lean-server.ts';

const MAX_BYTES = 600_000;

it('are what was sent, whatever came before, and are refused where they are too large', async () => {
  const server = await startLeanServer({
    name: 'echo',
    port: 0,
    maxBodyBytes: MAX_BYTES,
    answer: ({ body }) => Buffer.from(JSON.stringify({ length: body.length, body: body.toString('latin1') })),
    routes: [],
  });
  onTestFinished(() => server.close());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const send = (body: string): Promise<{ readonly status: number; readonly answer: string }> =>
    new Promise((resolve, reject) => {
      const call = request(`${server.url}/health`, { method: 'POST', agent }, (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
      });
      call.on('error', reject);
      call.end(body);
    });
  const sizes = fc.array(fc.oneof(fc.nat(1000), fc.nat(MAX_BYTES), fc.constantFrom(MAX_BYTES, MAX_BYTES + 1)), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(sizes, async (lengths) => {
      for (const [at, length] of lengths.entries()) {
        const body = String.fromCharCode(97 + at).repeat(length);
        const { status, answer } = await send(body);
        expect(status).toBe(length > MAX_BYTES ? 413 : 200);
        if (status === 200) expect(JSON.parse(answer)).toEqual({ length, body });
      }
    }),
    { numRuns: 20 },
  );
});
