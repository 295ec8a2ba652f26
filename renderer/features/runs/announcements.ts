// Says aloud how far runs are: feeds the polite live region of the screen.

import { create } from 'zustand';
import { engine } from '../../api/engine.ts';
import { useLiveRuns } from '../../state/live-runs.ts';
import { announce, type Told } from './announce.ts';
import { outcomeSentence } from './run-words.ts';

export const useAnnouncement = create<{ readonly text: string }>(() => ({ text: '' }));

/** Follows the runs until the returned function is called. */
export function followAnnouncements(): () => void {
  let told: Told = Object.fromEntries(useLiveRuns.getState().runs.map((run) => [run.batch_uid, 0]));
  const say = (sentences: readonly string[]): void => {
    if (sentences.length > 0) useAnnouncement.setState({ text: sentences.join(' ') });
  };
  const sayEnd = async (batchUid: string): Promise<void> => {
    const run = await engine.sync.status({ batch_uid: batchUid }).catch(() => null);
    if (run !== null) say([`${run.entity}: ${outcomeSentence(run)}`]);
  };
  return useLiveRuns.subscribe(({ runs }, before) => {
    if (runs === before.runs) return;
    const next = announce(told, runs);
    told = next.told;
    say(next.sentences);
    for (const uid of next.ended) void sayEnd(uid);
  });
}
