// The beginning of a new entity: from an API of APISmith, or offline from a file. Makes a draft and opens it.

import { Button, Dialog, DialogBody, FormGroup, SegmentedControl } from '@blueprintjs/core';
import { useState, type ReactNode } from 'react';
import { goTo } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { ChoiceField, type Choice } from '../../ui/choice-field.tsx';
import { formatCount } from '../../ui/format.ts';
import { ErrorState } from '../../ui/list-states.tsx';
import { apisResource, targetsResource } from './neighbours.ts';
import { createDraft, type NewDraft } from './create-draft.ts';
import { SAMPLE_FILES } from './sample-files.ts';
import { DropZone, FileButton } from './file-button.tsx';
import { describeError, type ShownError } from '../../api/describe-error.ts';

type From = 'api' | 'file';

export function NewEntity({ onClose }: { readonly onClose: () => void }): ReactNode {
  const apis = useResource(apisResource, null);
  const targets = useResource(targetsResource, null);
  const [from, setFrom] = useState<From>('api');
  const [target, setTarget] = useState('');
  const [api, setApi] = useState('');
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<ShownError | null>(null);
  const create = (what: string, request: NewDraft): void => {
    setBusy(what);
    setError(null);
    void createDraft(request).then(
      (uid) => goTo(`/entities/new/${uid}`),
      (reason: unknown) => {
        setError(describeError(reason));
        setBusy(null);
      },
    );
  };
  const takeFiles = ([file]: readonly File[]): void => {
    if (file !== undefined) create(file.name, { kind: 'file', file, target: target.trim() });
  };
  return (
    <Dialog isOpen title="New entity" className="sf-wide-dialog" onClose={onClose} canOutsideClickClose={false}>
      <DialogBody>
        <div className="sf-stack">
          <SegmentedControl
            aria-label="Where the sample comes from"
            options={[
              { value: 'api', label: 'From an API of APISmith' },
              { value: 'file', label: 'From a file, offline' },
            ]}
            value={from}
            onValueChange={(value) => setFrom(value === 'file' ? 'file' : 'api')}
          />
          <FormGroup
            label="Goes to, in ScheduleHub"
            helperText={
              targets.error === null
                ? 'Its fields become the rows of the mapping.'
                : 'ScheduleHub is not reachable: type the name, or leave it empty; fields are then named after the columns.'
            }
          >
            <ChoiceField
              label="Goes to, in ScheduleHub"
              value={target}
              allowsOther
              placeholder="Choose or type an entity"
              choices={(targets.data ?? []).map(({ name, record_count: count }): Choice => ({
                value: name,
                label: name,
                hint: `${formatCount(count)} records`,
              }))}
              onChoose={setTarget}
            />
          </FormGroup>
          {from === 'api' ? (
            <>
              {apis.error !== null && (
                <ErrorState
                  title="The APIs cannot be listed"
                  message={`${apis.error.message} You can begin with a file instead and choose the API later.`}
                  onRetry={() => void apis.reload()}
                />
              )}
              <FormGroup
                label="Comes from, in APISmith"
                helperText="Its first 200 rows are kept as a sample, so that you can go on offline."
              >
                <ChoiceField
                  label="Comes from, in APISmith"
                  value={api}
                  isDisabled={apis.data === null}
                  placeholder={apis.isLoading ? 'Reading the APIs …' : 'Choose an API'}
                  choices={(apis.data ?? []).map(({ slug, name, columns }): Choice => ({
                    value: slug,
                    label: slug,
                    hint: `${name}, ${columns.length} columns`,
                  }))}
                  onChoose={setApi}
                />
              </FormGroup>
              <div className="sf-row">
                <Button
                  intent="primary"
                  text="Read a sample and begin"
                  disabled={api === ''}
                  loading={busy !== null}
                  onClick={() => create(api, { kind: 'api', api, target: target.trim() })}
                />
                <Button text="Cancel" onClick={onClose} />
              </div>
            </>
          ) : (
            <DropZone label="Drop a file to begin with it" onFiles={takeFiles}>
              <div className="sf-drop-box">
                <p>
                  Drop a CSV, XLSX or JSON file with some rows here. The first row of a table holds the names of its
                  columns.
                </p>
                <div className="sf-row">
                  <FileButton
                    intent="primary"
                    text="Choose a file"
                    accept={SAMPLE_FILES}
                    loading={busy !== null}
                    onFiles={takeFiles}
                  />
                  <Button text="Cancel" onClick={onClose} />
                </div>
              </div>
            </DropZone>
          )}
          {busy !== null && <p role="status">Reading {busy} …</p>}
          {error !== null && <ErrorState title={error.title} message={error.message} code={error.code} />}
        </div>
      </DialogBody>
    </Dialog>
  );
}
