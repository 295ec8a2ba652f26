// Everything wrong with the draft, each with the way to its place.

import { Button } from '@blueprintjs/core';
import { Fragment, useState, type ReactNode } from 'react';
import { setParams } from '../../state/location.ts';
import { countOf } from '../../ui/format.ts';
import type { DraftProblem } from './find-problems.ts';
import { useProblems } from './problem-store.ts';
import { nameOfSetting } from './setting-names.ts';

const SHOWN = 3;

export function ProblemList(): ReactNode {
  const problems = useProblems((state) => state.problems);
  const [isWhole, setWhole] = useState(false);
  if (problems.length === 0) return null;
  const missing = problems.filter(({ kind }) => kind === 'missing');
  const unseen = problems.filter(({ kind }) => kind === 'unseen');
  const others = [
    ...problems.filter(({ kind }) => kind === 'blocking'),
    ...problems.filter(({ kind }) => kind === 'doubtful'),
  ];
  return (
    <div className="sf-problems" role="group" aria-label={countOf(problems.length, 'problem')}>
      <ul>
        {(isWhole ? others : others.slice(0, SHOWN)).map((problem) => (
          <ProblemItem key={`${problem.path} ${problem.message}`} problem={problem} />
        ))}
        <Together problems={missing} what="Required by ScheduleHub and not mapped yet" />
        <Together problems={unseen} what="Mapped from columns that the sample does not have" />
      </ul>
      {others.length > SHOWN && (
        <Button
          size="small"
          variant="minimal"
          text={isWhole ? 'Show fewer' : `Show all ${others.length} problems`}
          onClick={() => setWhole(!isWhole)}
        />
      )}
    </div>
  );
}

interface TogetherProps {
  readonly problems: readonly DraftProblem[];
  readonly what: string;
}

/** The same problem of many rows in one line. */
function Together({ problems, what }: TogetherProps): ReactNode {
  if (problems.length === 0) return null;
  return (
    <li>
      {what}:{' '}
      {problems.map((problem, at) => (
        <Fragment key={problem.target}>
          {at > 0 && ', '}
          <ProblemLink problem={problem} />
        </Fragment>
      ))}
    </li>
  );
}

export interface ProblemItemProps {
  readonly problem: DraftProblem;
  readonly onGo?: () => void;
}

export function ProblemItem({ problem, onGo }: ProblemItemProps): ReactNode {
  return (
    <li>
      <ProblemLink problem={problem} {...(onGo === undefined ? {} : { onGo })} />: {problem.message}
    </li>
  );
}

function ProblemLink({ problem, onGo }: ProblemItemProps): ReactNode {
  return (
    <a
      href="#problem"
      onClick={(event) => {
        event.preventDefault();
        onGo?.();
        goToProblem(problem);
      }}
    >
      {problem.target ?? nameOfSetting(problem.path)}
    </a>
  );
}

/** Opens the row or the setting at fault. */
function goToProblem({ target, path }: DraftProblem): void {
  if (target === null) {
    setParams(path === 'mappings' ? { tab: null } : { tab: 'settings', at: path });
    return;
  }
  setParams({ tab: null, field: target });
  // After the row is drawn.
  requestAnimationFrame(() => {
    const names = [...document.querySelectorAll<HTMLElement>('[data-field]')];
    const name = names.find((one) => one.dataset['field'] === target);
    name?.scrollIntoView({ block: 'nearest' });
    name?.focus();
  });
}
