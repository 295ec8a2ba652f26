// Values as Electron's structured clone carries them between processes, written as JSON text. Also runs in pages: the
// function is sent there as text, so it uses nothing from outside itself.

export interface ValueCodec {
  /** Functions become what `nameOf` answers for them; without it they cannot be cloned, as in Electron. */
  encode(value: unknown, nameOf?: (value: (...parameters: unknown[]) => unknown) => string): string;
  decode(text: string, functionOf?: (name: string) => unknown): unknown;
}

export function createValueCodec(): ValueCodec {
  type Tree = readonly [string, ...unknown[]];
  const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

  const toTree = (value: unknown, nameOf: Parameters<ValueCodec['encode']>[1]): Tree => {
    const inner = (item: unknown): Tree => toTree(item, nameOf);
    switch (typeof value) {
      case 'undefined':
        return ['undefined'];
      case 'number':
        return ['number', String(value)];
      case 'bigint':
        return ['bigint', String(value)];
      case 'string':
      case 'boolean':
        return ['plain', value];
      case 'symbol':
        throw new TypeError('An object could not be cloned.');
      case 'function':
        if (nameOf === undefined) throw new TypeError('An object could not be cloned.');
        return ['function', nameOf(value as (...parameters: unknown[]) => unknown)];
      case 'object':
        break;
    }
    if (value === null) return ['plain', null];
    switch (kindOf(value)) {
      case 'Date':
        return ['date', (value as Date).getTime()];
      case 'Map':
        return ['map', [...(value as Map<unknown, unknown>)].map(([key, item]) => [inner(key), inner(item)])];
      case 'Set':
        return ['set', [...(value as Set<unknown>)].map(inner)];
      case 'Uint8Array':
        return ['bytes', btoa(Array.from(value as Uint8Array, (byte) => String.fromCharCode(byte)).join(''))];
      case 'Error':
        return ['error', (value as Error).message];
      case 'Array':
        return ['array', (value as unknown[]).map(inner)];
      default:
        return ['object', Object.entries(value).map(([key, item]) => [key, inner(item)])];
    }
  };

  const fromTree = (tree: Tree, functionOf: Parameters<ValueCodec['decode']>[1]): unknown => {
    const inner = (item: Tree): unknown => fromTree(item, functionOf);
    const [kind, body] = tree;
    switch (kind) {
      case 'number':
        return Number(body);
      case 'bigint':
        return BigInt(body as string);
      case 'plain':
        return body;
      case 'function':
        return functionOf?.(body as string);
      case 'date':
        return new Date(body as number);
      case 'map':
        return new Map((body as [Tree, Tree][]).map(([key, item]) => [inner(key), inner(item)]));
      case 'set':
        return new Set((body as Tree[]).map(inner));
      case 'bytes':
        return Uint8Array.from(atob(body as string), (char) => char.charCodeAt(0));
      case 'error':
        return new Error(body as string);
      case 'array':
        return (body as Tree[]).map(inner);
      case 'object':
        return Object.fromEntries((body as [string, Tree][]).map(([key, item]) => [key, inner(item)]));
      default:
        return undefined;
    }
  };

  return {
    encode: (value, nameOf) => JSON.stringify(toTree(value, nameOf)),
    decode: (text, functionOf) => fromTree(JSON.parse(text) as Tree, functionOf),
  };
}
