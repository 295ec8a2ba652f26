// Everything about an entity but its mapping: where it reads, its key, its parents, how changes and deletes are told.

import type { ReactNode } from 'react';
import { ChangesSettings } from './changes-settings.tsx';
import { FiltersEditor } from './filters-editor.tsx';
import { KeyEditor } from './key-editor.tsx';
import { NameSettings } from './name-settings.tsx';
import { ParentsEditor } from './parents-editor.tsx';
import { ReadingSettings } from './reading-settings.tsx';
import './settings-tab.css';

export function SettingsTab({ isNew }: { readonly isNew: boolean }): ReactNode {
  return (
    <div className="sf-entity-settings">
      <div className="sf-entity-settings-columns">
        <NameSettings isNew={isNew} />
        <KeyEditor />
        <ReadingSettings />
        <FiltersEditor />
        <ParentsEditor />
        <ChangesSettings />
      </div>
    </div>
  );
}
