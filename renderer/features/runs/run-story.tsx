// One run's story: how it ended in a sentence, what became of its rows, the stages, why records failed, its log.

import { Button, Callout } from '@blueprintjs/core';
import { CrossIcon } from '@blueprintjs/icons';
import { useState, type ReactNode } from 'react';
import { LogView } from '../../parts/log-view.tsx';
import { toHash } from '../../state/place.ts';
import { Facts } from '../../ui/facts.tsx';
import { countOf, formatDuration, formatExact, formatPercent, formatTime } from '../../ui/format.ts';
import { CountBar } from './count-bar.tsx';
import { RunControls } from './run-controls.tsx';
import { RunOutcome } from './run-outcome.tsx';
import type { Reason, Run, RunStory } from './run-types.ts';
import { outcomeSentence, starterWords, typeWords } from './run-words.ts';
import { StageTable, stageWord } from './stage-table.tsx';

export interface RunStoryViewProps {
  readonly story: RunStory;
  readonly onClose: () => void;
}

/** What can be asked of a run; null once it has ended. */
function steerStateOf(run: Run): 'running' | 'resumable' | 'pending' | null {
  if (run.status === 'paused' || run.is_interrupted) return 'resumable';
  return run.status === 'running' || run.status === 'pending' ? run.status : null;
}

export function RunStoryView({ story, onClose }: RunStoryViewProps): ReactNode {
  const { batch_uid: batchUid, entity, metrics, warnings, reasons, stages, dry_run: isDryRun } = story;
  const steer = steerStateOf(story);
  return (
    <div className="sf-stack sf-story">
      <header className="sf-row">
        <h2 className="sf-ellipsis">
          {isDryRun ? 'Dry run' : 'Run'} of {entity}
        </h2>
        <span className="sf-spacer" />
        <Button variant="minimal" size="small" icon={<CrossIcon />} aria-label="Close the run" onClick={onClose} />
      </header>
      <div>
        <RunOutcome run={story} />
        <p className="sf-run-sentence">{outcomeSentence(story)}</p>
      </div>
      {story.error !== null && (
        <Callout intent={story.status === 'failed' ? 'danger' : 'warning'} compact>
          {story.error_stage === null ? '' : `In ${stageWord(story.error_stage)}: `}
          {story.error}
        </Callout>
      )}
      {steer !== null && <RunControls {...{ batchUid, entity, isDryRun }} state={steer} hasHint />}
      <CountBar {...{ metrics, isDryRun, batchUid, entity }} />
      {warnings.length > 0 && (
        <section>
          <h3>{countOf(warnings.length, 'warning')}</h3>
          <ul className="sf-story-list">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </section>
      )}
      {reasons.length > 0 && <Reasons {...{ reasons, batchUid }} />}
      {stages.length > 0 && (
        <section>
          <h3>Stages</h3>
          <StageTable stages={stages} />
        </section>
      )}
      <RunFacts story={story} />
      <RunLog batchUid={batchUid} />
    </div>
  );
}

function Reasons({ reasons, batchUid }: { readonly reasons: readonly Reason[]; readonly batchUid: string }): ReactNode {
  return (
    <section>
      <h3>Why records were not sent</h3>
      <ul className="sf-story-reasons">
        {reasons.map(({ signature, stage, field, message, count }) => (
          <li key={signature}>
            <a href={toHash({ path: '/failed', params: { batch: batchUid, signature } })}>{countOf(count, 'record')}</a>
            <span>
              {message}
              <span className="sf-muted">
                {' '}
                {stageWord(stage)}
                {field === null ? '' : `, ${field}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunFacts({ story }: { readonly story: RunStory }): ReactNode {
  const { metrics, mapping_version: version, entity, completed_at: completedAt } = story;
  return (
    <Facts
      facts={[
        { name: 'Read', value: typeWords(story) },
        { name: 'Trigger', value: starterWords(story.started_by) },
        { name: 'Started', value: <span title={formatExact(story.started_at)}>{formatTime(story.started_at)}</span> },
        {
          name: 'Ended',
          value:
            completedAt === null ? 'Not yet' : <span title={formatExact(completedAt)}>{formatTime(completedAt)}</span>,
        },
        { name: 'At work for', value: formatDuration(metrics.duration_ms) },
        {
          name: 'Mapping',
          value:
            version === null ? (
              'Not decided yet'
            ) : (
              <a href={toHash({ path: `/entities/${entity}`, params: { tab: 'versions', to: String(version) } })}>
                {entity} version {version}
              </a>
            ),
        },
        { name: 'Without failure', value: formatPercent(metrics.success_rate) },
        { name: 'Unchanged', value: formatPercent(metrics.efficiency) },
        { name: 'Next sync from', value: <span className="sf-mono">{story.watermark ?? 'the beginning'}</span> },
        { name: 'Run', value: <span className="sf-mono">{story.batch_uid}</span> },
      ]}
    />
  );
}

function RunLog({ batchUid }: { readonly batchUid: string }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="sf-story-log">
      <Button
        size="small"
        text={isOpen ? 'Hide the log of this run' : 'Show the log of this run'}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && <LogView search={batchUid} />}
    </section>
  );
}
