// Saves the draft as a version with a note, and goes on to a run where that was asked for. Explains what stands in the way.

import { Button, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup } from '@blueprintjs/core';
import { useId, useState, type ReactNode } from 'react';
import { goTo, setParams } from '../../state/location.ts';
import { showError, showToast } from '../../state/toasts.ts';
import { countOf } from '../../ui/format.ts';
import { ErrorState } from '../../ui/list-states.tsx';
import { readBase, rebaseDraft, useEditor } from './editor-store.ts';
import type { DraftProblem } from './find-problems.ts';
import { ProblemItem } from './problem-list.tsx';
import { useProblems } from './problem-store.ts';
import { saveVersion, type SaveOutcome } from './save-version.ts';
import { startRun } from './start-run.ts';

export interface SaveDialogProps {
  readonly after: 'stay' | 'dry-run' | 'start';
  readonly onClose: () => void;
}

const SAVE_TEXT = {
  stay: 'Save version',
  'dry-run': 'Save version and dry run',
  start: 'Save version and start',
} as const;

export function SaveDialog({ after, onClose }: SaveDialogProps): ReactNode {
  const id = useId();
  const name = useEditor((state) => state.history.present.entity.name);
  const key = useEditor((state) => state.key);
  const base = useEditor((state) => state.base);
  const blocking = useProblems((state) => state.problems.filter(isBlocking).length);
  const missing = useProblems((state) => state.problems.filter(({ kind }) => kind === 'missing').length);
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<SaveOutcome | null>(null);
  const save = async (): Promise<void> => {
    setBusy(true);
    const result = await saveVersion(note.trim());
    setBusy(false);
    setOutcome(result);
    if (result.kind !== 'saved' && result.kind !== 'unchanged') return;
    onClose();
    showToast({
      tone: 'good',
      message:
        result.kind === 'saved'
          ? `Saved version ${result.version} of ${result.name}.`
          : `Nothing changed: version ${result.version} of ${result.name} is the same.`,
    });
    if (after !== 'stay') await startRun([result.name], { isDry: after === 'dry-run' });
    else if (result.name !== key) goTo(`/entities/${result.name}`);
  };
  const saveOver = async (): Promise<void> => {
    try {
      await rebaseDraft();
      await save();
    } catch (error) {
      showError(error);
    }
  };
  return (
    <Dialog
      isOpen
      title={
        base === null ? `Save ${name === '' ? 'the new entity' : name}` : `Save version ${base.version + 1} of ${name}`
      }
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogBody>
          <FormGroup
            label="Note"
            labelFor={id}
            helperText="What changed and why: for whoever looks at the versions later."
          >
            <InputGroup
              id={id}
              autoFocus
              maxLength={400}
              value={note}
              onChange={({ currentTarget: { value } }) => setNote(value)}
            />
          </FormGroup>
          {after === 'dry-run' && base !== null && (
            <p>
              A dry run uses a saved version.{' '}
              <Button
                size="small"
                text={`Dry run version ${base.version} instead`}
                onClick={() => void startRun([key], { isDry: true })}
              />
            </p>
          )}
          {blocking > 0 && outcome === null && (
            <p className="sf-field-problem">
              {countOf(blocking, 'problem')} still open: a version that would not run is refused.
            </p>
          )}
          {missing > 0 && outcome === null && (
            <p className="sf-field-problem">
              ScheduleHub requires {countOf(missing, 'field')} more: it will refuse every new record until they are
              mapped.
            </p>
          )}
          <Outcome outcome={outcome} onClose={onClose} onSaveOver={() => void saveOver()} />
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text="Cancel" onClick={onClose} />
              <Button type="submit" intent="primary" text={SAVE_TEXT[after]} loading={isBusy} />
            </>
          }
        />
      </form>
    </Dialog>
  );
}

function isBlocking({ kind }: DraftProblem): boolean {
  return kind === 'blocking';
}

interface OutcomeProps {
  readonly outcome: SaveOutcome | null;
  readonly onClose: () => void;
  readonly onSaveOver: () => void;
}

function Outcome({ outcome, onClose, onSaveOver }: OutcomeProps): ReactNode {
  const base = useEditor((state) => state.base);
  if (outcome === null) return null;
  switch (outcome.kind) {
    case 'saved':
    case 'unchanged':
      return null;
    case 'refused':
      return <Refused onClose={onClose} />;
    case 'conflict':
      return (
        <div className="sf-error" role="alert">
          <h2>{base === null ? 'This name is taken' : 'Somebody saved a version meanwhile'}</h2>
          <p>{outcome.message}</p>
          {base !== null && (
            <div className="sf-row-wrap">
              <Button
                text="Show their version"
                onClick={() => {
                  void readBase().then((now) => {
                    setParams({ tab: 'versions', from: String(base.version), to: String(now.version) });
                    onClose();
                  }, showError);
                }}
              />
              <Button text="Save mine over it" onClick={onSaveOver} />
            </div>
          )}
        </div>
      );
    case 'failed':
      return <ErrorState title={outcome.error.title} message={outcome.error.message} fields={outcome.error.fields} />;
  }
}

function Refused({ onClose }: { readonly onClose: () => void }): ReactNode {
  const problems = useProblems((state) => state.problems);
  return (
    <div className="sf-error" role="alert">
      <h2>Nothing was saved</h2>
      <p>A run would not get far with this version. The draft is kept.</p>
      <ul>
        {problems.filter(isBlocking).map((problem) => (
          <ProblemItem key={`${problem.path} ${problem.message}`} problem={problem} onGo={onClose} />
        ))}
      </ul>
    </div>
  );
}
