// A new sample into the editor: from a file, from APISmith, or the open one looked at again for suggestions.

import { edit, useEditor } from './editor-store.ts';
import type { SampleAnswer } from './mapping-answers.ts';
import { fetchSample, suggestAgain, uploadSample } from './sample-store.ts';
import { showToast } from '../../state/toasts.ts';
import { countOf } from '../../ui/format.ts';

function targetName(): string | null {
  const { entity } = useEditor.getState().history.present;
  const name = entity.target.entity ?? entity.name;
  return name === '' ? null : name;
}

export async function takeSampleFile(file: File): Promise<void> {
  takeAnswer(await uploadSample(file, targetName()));
}

export async function takeApiSample(): Promise<void> {
  const { api } = useEditor.getState().history.present.entity.source;
  takeAnswer(await fetchSample(api, targetName()));
}

/** Where nothing is mapped yet, suggestions come by themselves; else they are asked for. */
function takeAnswer(answer: SampleAnswer | null): void {
  if (answer === null) return;
  const { targetFields, history } = useEditor.getState();
  if (answer.target_fields !== null && targetFields === null) {
    useEditor.setState({ targetFields: answer.target_fields });
  }
  if (history.present.entity.mappings.length === 0) edit({ kind: 'suggest', suggestions: answer.suggestions });
}

/** Suggests columns for the fields that are not mapped yet. */
export async function suggestMappings(): Promise<void> {
  const answer = await suggestAgain(targetName());
  if (answer === null) return;
  edit({ kind: 'suggest', suggestions: answer.suggestions });
  const { suggestions } = useEditor.getState().history.present;
  showToast({
    message:
      suggestions.length === 0
        ? 'No further column resembles a field that is not mapped yet.'
        : `${countOf(suggestions.length, 'suggestion')}: accept or dismiss them row by row.`,
  });
}
