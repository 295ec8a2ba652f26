import { afterEach, describe, expect, it } from 'vitest';
import { setLinkPhase, useLink } from '../../../renderer/api/link-state.ts';
import { createResource } from '../../../renderer/state/resource.ts';

/** A procedure whose answers the test gives by hand, in any order. */
function createManualRead() {
  const calls: { input: string; resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const read = (input: string): Promise<string> =>
    new Promise((resolve, reject) => {
      calls.push({ input, resolve, reject });
    });
  return { calls, read };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a resource', () => {
  afterEach(() => useLink.setState({ phase: 'connecting', epoch: 0 }));

  it('shows the answer to the newest question, whichever comes last', async () => {
    const { calls, read } = createManualRead();
    const resource = createResource(read);
    void resource.getState().load('first');
    void resource.getState().load('second');
    calls[1]?.resolve('two');
    calls[0]?.resolve('one');
    await settle();
    expect(resource.getState()).toMatchObject({ input: 'second', data: 'two', isLoading: false });
  });

  it('keeps what it shows while the same is read again, and drops it for another', async () => {
    const { calls, read } = createManualRead();
    const resource = createResource(read);
    void resource.getState().load('a');
    calls[0]?.resolve('A');
    await settle();
    void resource.getState().reload();
    expect(resource.getState()).toMatchObject({ data: 'A', isLoading: true });
    void resource.getState().load('b');
    expect(resource.getState()).toMatchObject({ data: null, isLoading: true });
  });

  it('keeps the last answer beside the error of a refresh', async () => {
    const { calls, read } = createManualRead();
    const resource = createResource(read);
    void resource.getState().load('a');
    calls[0]?.resolve('A');
    await settle();
    void resource.getState().reload();
    calls[1]?.reject(new Error('no disk'));
    await settle();
    expect(resource.getState().data).toBe('A');
    expect(resource.getState().error?.message).toMatch(/: no disk$/);
  });

  it('asks again when the engine comes back', async () => {
    const { calls, read } = createManualRead();
    const resource = createResource(read);
    setLinkPhase('ready');
    void resource.getState().load('a');
    setLinkPhase('gone');
    setLinkPhase('ready');
    expect(calls.map(({ input }) => input)).toEqual(['a', 'a']);
  });
});
