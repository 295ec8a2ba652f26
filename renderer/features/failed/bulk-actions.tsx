// Retry, ignore and export of the marked records, or of everything the filter shows.

import { Button } from '@blueprintjs/core';
import { EyeOffIcon, RefreshIcon } from '@blueprintjs/icons';
import { useMemo, type ReactNode } from 'react';
import { MAX_UIDS } from '../../../engine/contract/primitives.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { formatCount } from '../../ui/format.ts';
import { ExportMenu } from './export-menu.tsx';
import type { FailedView } from './failed-params.ts';
import { mark, readAgain } from './failed-store.ts';
import type { FailedFilter } from './failed-types.ts';
import { askIgnore } from './ignore-store.ts';
import { askRetry, useRetry } from './retry-store.ts';
import type { Target } from './target.ts';
import { useTarget } from './use-target.ts';

export interface BulkActionsProps {
  readonly view: FailedView;
  readonly filter: FailedFilter;
}

export function BulkActions({ view, filter }: BulkActionsProps): ReactNode {
  const { target, marked } = useTarget(view, filter);
  const isRunning = useRetry(({ job }) => job?.state === 'running');
  const suffix = marked > 0 ? `${formatCount(marked)} marked` : howMany(target?.count ?? 0);
  const title = titleOf(target, marked);
  useCommands(
    useMemo(
      (): readonly Command[] => [
        toCommand('failed-retry', `Retry ${suffix}`, target === null || isRunning ? null : () => askRetry(target)),
        toCommand('failed-ignore', `Ignore ${suffix}`, target === null ? null : () => askIgnore(target)),
        { ...toCommand('failed-refresh', 'Read the failed records again', readAgain), combo: 'f5' },
      ],
      [target, suffix, isRunning],
    ),
  );
  return (
    <>
      {marked > 0 && (
        <Button
          variant="minimal"
          text="Unmark"
          title="Unmark all records"
          onClick={() => mark(JSON.stringify(filter), new Set())}
        />
      )}
      <Button
        icon={<RefreshIcon />}
        intent="primary"
        variant="outlined"
        text={withCount('Retry', suffix)}
        disabled={target === null || isRunning}
        title={isRunning ? 'A retry is at work' : title}
        onClick={target === null ? undefined : () => askRetry(target)}
      />
      <Button
        icon={<EyeOffIcon />}
        text={withCount('Ignore', suffix)}
        disabled={target === null}
        title={title}
        onClick={target === null ? undefined : () => askIgnore(target)}
      />
      <ExportMenu target={target} />
    </>
  );
}

function howMany(count: number): string {
  if (count === 0) return '';
  return count === 1 ? '1 record' : `all ${formatCount(count)}`;
}

function withCount(verb: string, suffix: string): string {
  return suffix === '' ? `${verb} …` : `${verb} ${suffix} …`;
}

function titleOf(target: Target | null, marked: number): string {
  if (target !== null) return target.words;
  return marked > 0 ? `At most ${formatCount(MAX_UIDS)} can be marked: use the filter for more` : 'Nothing is shown';
}

function toCommand(id: string, label: string, run: (() => void) | null): Command {
  return { id, label, group: 'Failed records', isDisabled: run === null, run: run ?? (() => undefined) };
}
