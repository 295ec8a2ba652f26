// The contract with its errors wired in: what every handler file starts from.

import { implement } from '@orpc/server';
import { contract } from '../contract/contract.ts';
import { toContractError, type ErrorNeeds } from './to-contract-error.ts';

/** Procedures whose errors, bad input among them, leave as the contract declares them. */
export function createImplementer(needs: ErrorNeeds) {
  return implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toContractError(error, needs);
    }
  });
}
export type Implementer = ReturnType<typeof createImplementer>;
