import { expect, test } from 'vitest';
import { createThreadSorter } from '../../../engine/pipeline/thread-sorter.ts';
import type { ToPageWorker } from '../../../engine/pipeline/page-messages.ts';

const limits = { recordsPerStep: 10, blockBytes: 700 };

test('hands pieces over with their memory, and a piece that shares its memory as a copy', () => {
  const posted: ToPageWorker[] = [];
  const sorter = createThreadSorter({
    postMessage: (message: ToPageWorker, transfer: readonly ArrayBuffer[] = []) =>
      void posted.push(structuredClone(message, { transfer: [...transfer] })),
  });
  const whole = Buffer.from(Uint8Array.of(1, 2, 3).buffer);
  const neighbours = Buffer.from(Uint8Array.of(7, 8, 9).buffer);
  sorter.sort([whole, neighbours.subarray(1, 2)], limits);
  const pieces = posted.flatMap((message) => (message.kind === 'sort' ? message.pieces : []));
  expect(pieces.map((piece) => [...new Uint8Array(piece)])).toEqual([[1, 2, 3], [8]]);
  expect([whole.length, [...neighbours]]).toEqual([0, [7, 8, 9]]);
});

test('fails what it was asked for, and what it is asked for later, when its thread is gone', async () => {
  const sorter = createThreadSorter({ postMessage: () => undefined });
  const next = sorter.sort([], limits);
  const asked = next();
  sorter.fail(new Error('The thread broke down.'));
  await expect(asked).rejects.toThrow('The thread broke down.');
  await expect(next()).rejects.toThrow('The thread broke down.');
});
