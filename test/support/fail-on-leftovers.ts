// Fails a test file that leaves something running: a server, a socket, a child process, a timer, a watcher.

import { setImmediate } from 'node:timers/promises';
import { afterAll } from 'vitest';

/**
 * What Node calls the things that somebody must stop. Pipes are left out: they carry the runner's own messages.
 * Worker threads are too: Node does not list them.
 */
const STOPPABLE = new Set([
  'TCPServerWrap',
  'TCPSocketWrap',
  'PipeServerWrap',
  'ProcessWrap',
  'Timeout',
  'FSEventWrap',
  'StatWatcher',
  'UDPWrap',
]);
/** Closing takes a few turns of the event loop: sockets and children say goodbye first. */
const GRACE_MS = 2000;

const atStart = countRunning();

afterAll(async () => {
  const deadline = performance.now() + GRACE_MS;
  let leftovers = findLeftovers();
  while (leftovers.length > 0 && performance.now() < deadline) {
    await setImmediate();
    leftovers = findLeftovers();
  }
  if (leftovers.length > 0) throw new Error(`This file leaves running: ${leftovers.join(', ')}. Stop what it starts.`);
});

function countRunning(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) {
    if (STOPPABLE.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

function findLeftovers(): string[] {
  return [...countRunning()]
    .filter(([type, count]) => count > (atStart.get(type) ?? 0))
    .map(([type, count]) => `${count - (atStart.get(type) ?? 0)} ${type}`);
}
