// The contract with its errors wired in: what every handler file starts from.

import { implement, type ImplementerInternalWithMiddlewares } from '@orpc/server';
import { contract, type Contract } from '../contract/contract.ts';
import { toContractError, type ErrorNeeds } from './to-contract-error.ts';

/** Handlers get everything through their factories. */
type NoContext = Record<string, never>;

/** Spelled out: inferred, it is longer than the compiler writes down. */
export type Implementer = ImplementerInternalWithMiddlewares<Contract, NoContext, NoContext>;

/** Procedures whose errors, bad input among them, leave as the contract declares them. */
export function createImplementer(needs: ErrorNeeds): Implementer {
  return implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toContractError(error, needs);
    }
  });
}
