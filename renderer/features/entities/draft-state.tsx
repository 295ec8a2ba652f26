// How the draft stands, in words: which version it began with, whether it is kept, and how to be rid of it.

import { Button } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { setParams } from '../../state/location.ts';
import { offerUndo, showError } from '../../state/toasts.ts';
import { Age } from '../../ui/age.tsx';
import { countOf } from '../../ui/format.ts';
import { discardDraft, isChanged, rebaseDraft, undo, useEditor } from './editor-store.ts';

export function DraftState({ isNew }: { readonly isNew: boolean }): ReactNode {
  const base = useEditor((state) => state.base);
  const baseVersion = useEditor((state) => state.baseVersion);
  const hasChanges = useEditor(isChanged);
  const isBehind = base !== null && hasChanges && baseVersion !== base.version;
  return (
    <span className="sf-row-wrap sf-draft-state">
      {base === null ? (
        <span>New: not saved as a version yet</span>
      ) : (
        <span>
          <span title={base.note}>
            Version {base.version}, <Age at={base.created_at} />
          </span>{' '}
          · {countOf(base.records, 'record')} in ScheduleHub
        </span>
      )}
      <Keeping />
      {!isNew && hasChanges && (
        <Button
          size="small"
          variant="minimal"
          text="Discard the draft"
          onClick={() => {
            discardDraft();
            offerUndo('Discarded the draft.', undo);
          }}
        />
      )}
      {isBehind && (
        <span className="sf-editor-behind" role="status">
          This draft began with version {baseVersion ?? 'none'}; version {base.version} is in force now.{' '}
          <Button
            size="small"
            text="Show the difference"
            onClick={() => setParams({ tab: 'versions', from: String(baseVersion ?? 1), to: String(base.version) })}
          />{' '}
          <Button
            size="small"
            text={`Go on from version ${base.version}`}
            onClick={() => void rebaseDraft().catch(showError)}
          />
        </span>
      )}
    </span>
  );
}

function Keeping(): ReactNode {
  const keeping = useEditor((state) => state.keeping);
  const keptAt = useEditor((state) => state.keptAt);
  const hasChanges = useEditor(isChanged);
  if (keeping === 'failed') {
    return (
      <span className="sf-editor-behind" role="alert">
        The draft could not be kept. It is tried again with the next edit and when the engine is back.
      </span>
    );
  }
  if (!hasChanges) return null;
  if (keeping !== 'kept') return <span>Draft: keeping …</span>;
  return keptAt === null ? null : (
    <span>
      Draft kept <Age at={keptAt} />
    </span>
  );
}
