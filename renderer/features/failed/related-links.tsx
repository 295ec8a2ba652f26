// Where to go from a failed record: its run, the mapping row at fault, those that fail alike, those that wait for it.

import type { ReactNode } from 'react';
import type { Entity } from '../../../engine/contract/entity.ts';
import { toHash } from '../../state/place.ts';
import { useResource } from '../../state/resource.ts';
import { countOf } from '../../ui/format.ts';
import { compareFields } from './compare-fields.ts';
import { childrenResource } from './failed-store.ts';
import type { FailedDetails } from './failed-types.ts';

export interface RelatedLinksProps {
  readonly record: FailedDetails;
  readonly mapping: Entity | null;
}

export function RelatedLinks({ record, mapping }: RelatedLinksProps): ReactNode {
  const field = compareFields(record, mapping).rows.find(({ guilty }) => guilty !== null)?.field ?? null;
  const { entity, batch_uid: run, signature, bk_hash: hash } = record;
  return (
    <section aria-label="Related">
      <h3>Related</h3>
      <ul className="sf-failed-todo">
        <li>
          <a href={toHash({ path: '/failed', params: { signature } })}>All records with this reason</a>
        </li>
        <li>
          <a href={toHash({ path: '/runs', params: { run } })}>The run it failed in</a>
        </li>
        <li>
          <a href={toHash({ path: `/entities/${entity}`, params: field === null ? {} : { field } })}>
            {field === null ? `The mapping of ${entity}` : `The mapping of ${field}`}
          </a>
          <span className="sf-muted"> (failed with v{record.mapping_version})</span>
        </li>
        {hash !== null && <Children entity={entity} hash={hash} />}
        <li className="sf-muted">
          Record uid <span className="sf-mono sf-failed-uid">{record.uid}</span>
        </li>
      </ul>
    </section>
  );
}

function Children({ entity, hash }: { readonly entity: string; readonly hash: string }): ReactNode {
  const { data } = useResource(childrenResource, { entity, hash });
  if (data === null || data.count === 0) return null;
  const many = data.hasMore ? `More than ${countOf(data.count, 'record')}` : countOf(data.count, 'record');
  return (
    <li>
      <a href={toHash({ path: '/waiting', params: { parent: `${entity}:${hash}` } })}>
        {many} {data.count === 1 ? 'waits' : 'wait'} for this one
      </a>
    </li>
  );
}
