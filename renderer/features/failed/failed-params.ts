// The filter as the address says it, and back. Pure: what cannot be read is left out rather than refused.

import { FAILED_STATUSES, REJECT_CODES, type FailedStatus } from '../../../engine/contract/failed-record.ts';
import { STAGES } from '../../../engine/contract/stage.ts';
import type { FailedFilter } from './failed-types.ts';

type Params = Readonly<Record<string, string>>;

export type FailedView = 'groups' | 'records';

/** Parameters that make the filter: what a saved filter keeps, and what Clear takes away. */
export const FILTER_PARAMS = ['search', 'entity', 'stage', 'code', 'status', 'batch', 'signature'] as const;
export type FilterParam = (typeof FILTER_PARAMS)[number];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** The contract's longest search and signature. */
const MAX_SEARCH = 200;
const MAX_SIGNATURE = 2000;

export function toFilter(params: Params): FailedFilter {
  const { search = '', entity = '', stage, code, batch = '', signature = '' } = params;
  const text = search.trim().slice(0, MAX_SEARCH);
  const statuses = parseStatuses(params['status']);
  return {
    ...(text === '' ? {} : { search: text }),
    ...(NAME.test(entity) ? { entity } : {}),
    ...only('stage', STAGES, stage),
    ...only('code', REJECT_CODES, code),
    ...(statuses.length === 0 ? {} : { statuses: [...statuses] }),
    ...(UUID.test(batch) ? { batch_uid: batch } : {}),
    ...(signature === '' || signature.length > MAX_SIGNATURE ? {} : { signature }),
  };
}

function only<Name extends string, Value extends string>(
  name: Name,
  known: readonly Value[],
  given: string | undefined,
): { readonly [Key in Name]?: Value } {
  const found = known.find((one) => one === given);
  // Safe: an object with the one member that was asked for.
  return (found === undefined ? {} : { [name]: found }) as { readonly [Key in Name]?: Value };
}

/** Statuses in the order of the chips; none where the address names none. */
export function parseStatuses(text: string | undefined): readonly FailedStatus[] {
  const named = (text ?? '').split(',');
  return FAILED_STATUSES.filter((status) => named.includes(status));
}

export function formatStatuses(statuses: readonly FailedStatus[]): string | null {
  return statuses.length === 0 ? null : FAILED_STATUSES.filter((status) => statuses.includes(status)).join(',');
}

export function isFiltered(params: Params): boolean {
  return FILTER_PARAMS.some((name) => (params[name] ?? '') !== '');
}

/** What a saved filter keeps. */
export function filterParams(params: Params): Params {
  return Object.fromEntries(
    FILTER_PARAMS.flatMap((name) => {
      const value = params[name] ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
}

/** A patch that puts the filter of `params` in place of whatever was there. */
export function filterPatch(params: Params): Readonly<Record<FilterParam, string | null>> {
  const { search = null, entity = null, stage = null, code = null, status = null, batch = null } = params;
  return { search, entity, stage, code, status, batch, signature: params['signature'] ?? null };
}

/** A link to one reason, run or record shows records; else the groups come first. */
export function viewOf(params: Params): FailedView {
  const { view } = params;
  if (view === 'groups' || view === 'records') return view;
  const isNarrow = [params['signature'], params['uid'], params['batch']].some((value) => (value ?? '') !== '');
  return isNarrow ? 'records' : 'groups';
}
