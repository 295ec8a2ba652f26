// The procedures of a contract, for tests that are made from its schemas.

import { isContractProcedure, type AnyContractProcedure } from '@orpc/contract';
import type { $ZodType } from 'zod/v4/core';

export interface Named {
  readonly name: string;
  readonly procedure: AnyContractProcedure;
}

export function listProcedures(node: object, path: readonly string[] = []): readonly Named[] {
  if (isContractProcedure(node)) return [{ name: path.join('.'), procedure: node }];
  const children = Object.entries(node) as [string, object][];
  return children.flatMap(([name, child]) => listProcedures(child, [...path, name]));
}

export function inputOf({ procedure }: Named): $ZodType {
  // All schemas of the contract are zod's; oRPC knows only the standard around them.
  return procedure['~orpc'].inputSchema as $ZodType;
}
