// The mappings of a JSON file into the draft: what became of each rule, and the sound ones taken over. Undo takes them back.

import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { useState, type ReactNode } from 'react';
import { showToast } from '../../state/toasts.ts';
import { countOf } from '../../ui/format.ts';
import { edit } from './editor-store.ts';
import { DropZone, FileButton } from './file-button.tsx';
import { readMappingFile, type FileRule, type MappingFile } from './read-mapping-file.ts';
import { nameOfMember } from './setting-names.ts';
import { ResultDialog } from './result-dialog.tsx';

export function ImportMapping({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [file, setFile] = useState<MappingFile | null>(null);
  const take = ([chosen]: readonly File[]): void => {
    if (chosen !== undefined) void chosen.text().then((text) => setFile(readMappingFile(text)));
  };
  if (file?.kind === 'rules') return <Rules rules={file.rules} onClose={onClose} />;
  return (
    <Dialog isOpen title="Import a mapping" onClose={onClose}>
      <DialogBody>
        <DropZone label="Drop a JSON file to import its mapping" onFiles={take}>
          <div className="sf-drop-box">
            <p>
              Drop a mapping or an entity file (JSON) here. Each rule is looked at by itself; nothing is saved before
              you save a version.
            </p>
            <FileButton intent="primary" text="Choose a file" accept=".json" onFiles={take} />
          </div>
        </DropZone>
        {file?.kind === 'unreadable' && (
          <p className="sf-field-problem" role="alert">
            {file.message}
          </p>
        )}
      </DialogBody>
      <DialogFooter actions={<Button text="Cancel" onClick={onClose} />} />
    </Dialog>
  );
}

function Rules({ rules, onClose }: { readonly rules: readonly FileRule[]; readonly onClose: () => void }): ReactNode {
  const sound = rules.flatMap(({ mapping }) => (mapping === null ? [] : [mapping]));
  const take = (
    <Button
      intent="primary"
      text={`Take ${countOf(sound.length, 'rule')} into the draft`}
      disabled={sound.length === 0}
      onClick={() => {
        edit({ kind: 'take-rules', mappings: sound });
        showToast({ message: `Took ${countOf(sound.length, 'rule')} into the draft.`, tone: 'good' });
        onClose();
      }}
    />
  );
  return (
    <ResultDialog
      title="Rules in this file"
      action={take}
      onClose={onClose}
      results={rules.map(({ index, target, mapping, problems }) => ({
        name: `${index + 1}. ${target ?? 'no target field'}`,
        isGood: mapping !== null,
        text: mapping === null ? 'Refused' : `from ${mapping.source_field}`,
        details: problems.map(({ path, message }) => (path === '' ? message : `${nameOfMember(path)}: ${message}`)),
      }))}
    >
      <p>
        {sound.length} of {rules.length} are sound. A rule takes the place of the one for the same field; other fields
        stay as they are.
      </p>
    </ResultDialog>
  );
}
