// A target field by name: one that ScheduleHub has and the list does not show yet, or one of a target that is not known.

import { Button, InputGroup } from '@blueprintjs/core';
import { AddIcon } from '@blueprintjs/icons';
import { useState, type ReactNode } from 'react';
import { setParams } from '../../state/location.ts';
import { edit, useEditor } from './editor-store.ts';
import { useSample } from './sample-store.ts';

export function AddField(): ReactNode {
  const [name, setName] = useState('');
  const isTaken = useEditor(({ history }) =>
    history.present.entity.mappings.some(({ target_field: target }) => target === name.trim()),
  );
  const areKnown = useEditor(({ targetFields }) => targetFields !== null && targetFields.length > 0);
  const add = (): void => {
    const target = name.trim();
    if (target === '' || isTaken) return;
    const columns = useSample.getState().columns.map((column) => column.name);
    const source = columns.find((column) => column.toLowerCase() === target.toLowerCase()) ?? columns[0] ?? target;
    edit({ kind: 'map', target, source });
    setParams({ field: target });
    setName('');
  };
  if (areKnown) return null;
  return (
    <form
      className="sf-add-field"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <InputGroup
        size="small"
        value={name}
        placeholder="Name of a target field"
        aria-label="Name of a target field"
        onChange={({ currentTarget: { value } }) => setName(value)}
      />
      <Button size="small" type="submit" icon={<AddIcon />} text="Add field" disabled={name.trim() === '' || isTaken} />
    </form>
  );
}
