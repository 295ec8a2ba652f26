// What differs between two versions: fields added, removed, changed and moved, and settings, before and after.

import type { ReactNode } from 'react';
import { countOf } from '../../ui/format.ts';
import { EmptyState } from '../../ui/list-states.tsx';
import { formatMember } from './format-member.ts';
import type { EntityDiff } from './mapping-answers.ts';
import { nameOfMember, nameOfSetting } from './setting-names.ts';

type Change = EntityDiff['mappings'][number]['change'];

const WORDS: Readonly<Record<Change, string>> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  moved: 'Moved',
};
const SIGNS: Readonly<Record<Change, string>> = { added: '+', removed: '−', changed: '~', moved: '↕' };

export interface DiffViewProps {
  readonly diff: EntityDiff;
  readonly from: number;
  readonly to: number;
}

export function DiffView({ diff, from, to }: DiffViewProps): ReactNode {
  const { settings, mappings } = diff;
  if (settings.length === 0 && mappings.length === 0) {
    return <EmptyState title={`Versions ${from} and ${to} are the same`} />;
  }
  return (
    <>
      <h2>
        From version {from} to version {to}: {countOf(mappings.length, 'field')}
        {settings.length === 0 ? '' : `, ${countOf(settings.length, 'setting')}`}
      </h2>
      {mappings.map(({ target_field: target, change, members }) => (
        <section
          key={target}
          className={`sf-version-diff sf-version-diff-${change}`}
          aria-label={`${WORDS[change]}: ${target}`}
        >
          <h3>
            <span aria-hidden="true">{SIGNS[change]}</span> {target}{' '}
            <span className="sf-muted">{WORDS[change].toLowerCase()}</span>
          </h3>
          {members.length > 0 && <Members change={change} members={members} nameOf={nameOfMember} />}
        </section>
      ))}
      {settings.length > 0 && (
        <section className="sf-version-diff" aria-label="Settings">
          <h3>Settings</h3>
          <Members change="changed" members={settings} nameOf={nameOfSetting} />
        </section>
      )}
    </>
  );
}

interface MembersProps {
  readonly change: Change;
  readonly members: EntityDiff['settings'];
  readonly nameOf: (path: string) => string;
}

function Members({ change, members, nameOf }: MembersProps): ReactNode {
  const told = members.filter(({ path }) => path !== 'target_field');
  return (
    <table className="sf-table">
      <thead>
        <tr>
          <th scope="col">What</th>
          {change !== 'added' && <th scope="col">Before</th>}
          {change !== 'removed' && <th scope="col">After</th>}
        </tr>
      </thead>
      <tbody>
        {told.map(({ path, before, after }) => (
          <tr key={path}>
            <th scope="row" title={path}>
              {nameOf(path)}
            </th>
            {change !== 'added' && <td className="sf-version-diff-before">{formatMember(before)}</td>}
            {change !== 'removed' && <td className="sf-version-diff-after">{formatMember(after)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
