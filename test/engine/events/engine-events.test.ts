import { describe, expect, it } from 'vitest';
import { createEventBus, type EngineEvents } from '../../../engine/events/engine-events.ts';

const warned = (message: string): EngineEvents['run:warned'] => ({ batchUid: 'b', entity: 'part', message });

describe('the event bus', () => {
  it('tells every listener of a name, in the order they came, and nobody else', () => {
    const bus = createEventBus();
    const heard: string[] = [];
    bus.on('run:warned', ({ message }) => heard.push(`first ${message}`));
    bus.on('run:warned', ({ message }) => heard.push(`second ${message}`));
    bus.on('run:finished', ({ status }) => heard.push(status));
    bus.emit('run:warned', warned('low'));
    bus.emit('run:finished', { batchUid: 'b', entity: 'part', status: 'completed' });
    expect(heard).toEqual(['first low', 'second low', 'completed']);
  });

  it('says nothing to a listener that has stopped, also while it tells', () => {
    const bus = createEventBus();
    const heard: string[] = [];
    const stops: (() => void)[] = [];
    stops.push(
      bus.on('run:warned', ({ message }) => {
        heard.push(message);
        for (const stop of stops) stop();
      }),
      bus.on('run:warned', ({ message }) => heard.push(`late ${message}`)),
    );
    bus.emit('run:warned', warned('once'));
    bus.emit('run:warned', warned('twice'));
    expect(heard).toEqual(['once']);
  });

  it('needs no listener', () => {
    expect(() => {
      createEventBus().emit('run:warned', warned('to nobody'));
    }).not.toThrow();
  });
});
