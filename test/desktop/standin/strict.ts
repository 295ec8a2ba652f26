// What the stand-in lacks fails by name, instead of being silently undefined.

import { EventEmitter } from 'node:events';

/** Asked by the language, by promises, by serializers and by debuggers of any object; none is Electron's. */
const ASKED_OF_ANYTHING = new Set([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'nodeType',
  'domain',
  '$$typeof',
  'inspect',
]);

function refuse(name: string, property: string | symbol): void {
  if (typeof property === 'symbol' || property.startsWith('_') || ASKED_OF_ANYTHING.has(property)) return;
  throw new Error(`The stand-in for Electron has no ${name}.${property}.`);
}

/** A module of Electron, or a class with its static members. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (object, property, receiver) => {
      if (!(property in object)) refuse(name, property);
      const value: unknown = Reflect.get(object, property, receiver);
      return value;
    },
  });
}

/** What classes are made from: asked last, after their own members. */
export function strictClass(name: string): new () => object {
  class Base extends Object {}
  Object.setPrototypeOf(Base.prototype, refusing(name, Object.prototype));
  return Base;
}

/** The same for classes and modules with events. */
export function strictEmitter(name: string): new () => EventEmitter {
  class Emitter extends EventEmitter {}
  Object.setPrototypeOf(Emitter.prototype, refusing(name, EventEmitter.prototype));
  return Emitter;
}

function refusing(name: string, prototype: object): object {
  return new Proxy(prototype, {
    get: (object, property, receiver) => {
      if (!(property in object)) refuse(name, property);
      const value: unknown = Reflect.get(object, property, receiver);
      return value;
    },
  });
}

/** An event as listeners get it. */
export interface CancelableEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

export function cancelable<T extends object>(details: T): T & CancelableEvent {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}
