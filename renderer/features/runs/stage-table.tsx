// The nine stages with what went in, what came out, what failed, and how long it took.

import type { ReactNode } from 'react';
import { formatCount } from '../../ui/format.ts';
import type { StageFigures } from './run-types.ts';

const STAGE_WORDS: Readonly<Record<StageFigures['stage'], { readonly word: string; readonly what: string }>> = {
  fetch: { word: 'Fetch', what: 'Reads pages from APISmith' },
  normalize: { word: 'Normalize', what: 'Cleans types, texts, numbers and dates' },
  validate: { word: 'Validate', what: 'Checks lengths, precision and drift of columns' },
  map: { word: 'Map', what: 'Source fields to target fields' },
  identity: { word: 'Identity', what: 'Business key and hash of each record' },
  delta: { word: 'Delta', what: 'Compares with what ScheduleHub holds' },
  resolve: { word: 'Resolve', what: 'Looks for parents' },
  ingest: { word: 'Ingest', what: 'Sends changes to ScheduleHub' },
  track: { word: 'Track', what: 'Writes down what was acknowledged' },
};

export function stageWord(stage: StageFigures['stage']): string {
  return STAGE_WORDS[stage].word;
}

export function StageTable({ stages }: { readonly stages: readonly StageFigures[] }): ReactNode {
  return (
    <table className="sf-stages">
      <caption className="sf-hidden">The nine stages of this run</caption>
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col">In</th>
          <th scope="col">Out</th>
          <th scope="col">Failed</th>
          <th scope="col">Work</th>
          <th scope="col">Rows/s</th>
        </tr>
      </thead>
      <tbody>
        {stages.map(({ stage, rows_in: rowsIn, rows_out: rowsOut, failed, ms, rows_per_second: speed }) => (
          <tr key={stage} className={rowsIn === 0 ? 'sf-muted' : undefined}>
            <th scope="row" title={STAGE_WORDS[stage].what}>
              {STAGE_WORDS[stage].word}
            </th>
            <td>{formatCount(rowsIn)}</td>
            <td>{formatCount(rowsOut)}</td>
            <td className={failed > 0 ? 'sf-stages-failed' : undefined}>{formatCount(failed)}</td>
            <td>{formatCount(ms)} ms</td>
            <td>{speed === null ? '–' : formatCount(speed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
