// JSONata expressions: computed fields. They see one row, run for a limited time and give the same answer every time.

import jsonata from 'jsonata';
import { EngineError } from '../failures/engine-error.ts';
import type { Value } from '../record/shapes.ts';
import { fault, show, type Outcome } from './outcome.ts';

export interface Expression {
  /** Names that the expression may read from the row. */
  readonly names: readonly string[];
  evaluate(input: Readonly<Record<string, Value>>): Promise<Outcome>;
}

const LIMITS = { timeout: 250, stack: 500, sequence: 100_000 };
// Functions whose answer depends on when they run would give an unchanged row another hash.
const VOLATILE = ['now', 'millis', 'random'] as const;

/** Compiles an expression; throws the parser's error. */
export function compileExpression(source: string): Expression {
  const compiled = jsonata(source, LIMITS);
  for (const name of VOLATILE) {
    compiled.registerFunction(name, () => {
      throw new EngineError('usage', `$${name}() is not available: the same row must always give the same record`);
    });
  }
  return {
    names: namesIn(compiled.ast()),
    async evaluate(input) {
      try {
        return toOutcome(await compiled.evaluate(input));
      } catch (error) {
        // JSONata throws plain objects with a message; its own limits come the same way.
        const message = (error as { readonly message?: string } | null)?.message ?? 'it stopped without a reason';
        return fault('expression', `The expression failed: ${message}.`);
      }
    },
  };
}

function toOutcome(result: unknown): Outcome {
  if (result === undefined || result === null) return null;
  if (typeof result === 'string' || typeof result === 'boolean') return result;
  if (typeof result === 'number' && Number.isFinite(result)) return result + 0;
  return fault(
    'expression',
    `The expression gave ${typeof result === 'function' ? 'a function' : show(result)}; a field holds one value.`,
  );
}

/** Every name in the syntax tree: a superset of the fields that are read. */
function namesIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value } = node as { readonly type?: unknown; readonly value?: unknown }; // read as unknown, checked here
  const own = type === 'name' && typeof value === 'string' ? [value] : [];
  return [...new Set([...own, ...Object.values(node).flatMap(namesIn)])];
}
