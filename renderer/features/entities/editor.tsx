// The editor of one entity: its mapping, its settings and its versions, with the draft kept while it is typed.
// Tabs say that they are not disabled: Blueprint moves the arrow keys only among tabs that say so.

import { Button, Menu, MenuDivider, MenuItem, PopoverNext, Tab, Tabs } from '@blueprintjs/core';
import { MoreIcon, RedoIcon, UndoIcon } from '@blueprintjs/icons';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useCommands, type Command } from '../../state/commands.ts';
import { goTo, setParams, useParam } from '../../state/location.ts';
import { EmptyState, LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { DraftState } from './draft-state.tsx';
import { DropZone } from './file-button.tsx';
import { closeEditor, isChanged, openEditor, redo, undo, useEditor } from './editor-store.ts';
import { exportEntities } from './entity-actions.ts';
import { ImportMapping } from './import-mapping.tsx';
import { MappingTab } from './mapping-tab.tsx';
import { followPreview } from './preview-store.ts';
import { followProblems } from './problem-store.ts';
import { openSamples } from './sample-store.ts';
import { saveFile } from './save-file.ts';
import { SaveDialog } from './save-dialog.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { startRun } from './start-run.ts';
import { takeSampleFile } from './take-sample.ts';
import { VersionsTab } from './versions-tab.tsx';
import './editor.css';

export interface EditorProps {
  readonly entityKey: string;
  readonly isNew: boolean;
}

export type AfterSave = 'stay' | 'dry-run' | 'start';

export function Editor({ entityKey, isNew }: EditorProps): ReactNode {
  // What was open before is let go only after this is drawn.
  const phase = useEditor((state) => (state.key === entityKey ? state.phase : 'loading'));
  const error = useEditor((state) => state.error);
  useEffect(() => {
    void openEditor(entityKey, isNew);
    void openSamples(entityKey);
    const stops = [followPreview(), followProblems(), closeEditor];
    return () => {
      for (const stop of stops) stop();
    };
  }, [entityKey, isNew]);
  switch (phase) {
    case 'loading':
      return <LoadingState what="the entity" />;
    case 'failed':
      return error === null ? null : (
        <ShownErrorState error={error} onRetry={() => void openEditor(entityKey, isNew)} />
      );
    case 'missing':
      return (
        <EmptyState
          title={isNew ? 'This draft is not there any more' : `There is no entity ${entityKey}`}
          action={<Button text="Show all entities" onClick={() => goTo('/entities')} />}
        >
          {isNew ? 'It was saved as an entity, or removed.' : 'It was removed, or never imported here.'}
        </EmptyState>
      );
    case 'ready':
      return <OpenEditor isNew={isNew} />;
  }
}

function OpenEditor({ isNew }: { readonly isNew: boolean }): ReactNode {
  const name = useEditor((state) => state.history.present.entity.name);
  const canUndo = useEditor((state) => state.history.past.length > 0);
  const canRedo = useEditor((state) => state.history.future.length > 0);
  const hasChanges = useEditor(isChanged);
  const tab = useParam('tab') ?? 'mapping';
  const [saving, setSaving] = useState<AfterSave | null>(null);
  const [isImporting, setImporting] = useState(false);
  const hasDialog = saving !== null || isImporting;
  const run = (how: Exclude<AfterSave, 'stay'>): void => {
    if (hasChanges) setSaving(how);
    else void startRun([name], { isDry: how === 'dry-run' });
  };
  useCommands(
    useMemo(
      (): readonly Command[] =>
        hasDialog
          ? []
          : [
              { id: 'undo-edit', label: 'Undo this edit', group: 'Mapping', combo: 'mod+z', inFields: true, run: undo },
              { id: 'redo-edit', label: 'Redo', group: 'Mapping', combo: 'mod+shift+z', inFields: true, run: redo },
              {
                id: 'save-version',
                label: 'Save version',
                group: 'Mapping',
                combo: 'mod+s',
                inFields: true,
                run: () => setSaving('stay'),
              },
              {
                id: 'dry-run-entity',
                label: 'Dry run',
                group: 'Mapping',
                combo: 'mod+enter',
                inFields: true,
                run: () => {
                  const state = useEditor.getState();
                  if (isChanged(state)) setSaving('dry-run');
                  else void startRun([state.key], { isDry: true });
                },
              },
            ],
      [hasDialog],
    ),
  );
  const actions = (
    <>
      <Button icon={<UndoIcon />} variant="minimal" aria-label="Undo this edit" disabled={!canUndo} onClick={undo} />
      <Button icon={<RedoIcon />} variant="minimal" aria-label="Redo" disabled={!canRedo} onClick={redo} />
      <MoreMenu isNew={isNew} onImport={() => setImporting(true)} />
      <Button text="Dry run" onClick={() => run('dry-run')} />
      <Button text="Start" onClick={() => run('start')} />
      <Button intent="primary" text="Save version" disabled={!hasChanges} onClick={() => setSaving('stay')} />
    </>
  );
  return (
    <Page title={name === '' ? 'New entity' : name} subtitle={<DraftState isNew={isNew} />} actions={actions}>
      <DropZone
        label="Drop a CSV, XLSX or JSON file to use its rows as the sample"
        onFiles={([file]) => {
          if (file !== undefined) void takeSampleFile(file);
        }}
      >
        <Tabs
          id="entity"
          className="sf-editor-tabs"
          renderActiveTabPanelOnly
          selectedTabId={tab}
          onChange={(next) => setParams({ tab: next === 'mapping' ? null : String(next) })}
        >
          <Tab disabled={false} id="mapping" title="Mapping" panel={<MappingTab />} />
          <Tab disabled={false} id="settings" title="Settings" panel={<SettingsTab isNew={isNew} />} />
          {!isNew && <Tab disabled={false} id="versions" title="Versions" panel={<VersionsTab />} />}
        </Tabs>
      </DropZone>
      {saving !== null && <SaveDialog after={saving} onClose={() => setSaving(null)} />}
      {isImporting && <ImportMapping onClose={() => setImporting(false)} />}
    </Page>
  );
}

interface MoreMenuProps {
  readonly isNew: boolean;
  readonly onImport: () => void;
}

function MoreMenu({ isNew, onImport }: MoreMenuProps): ReactNode {
  const menu = (
    <Menu>
      <MenuItem text="Export the mapping as JSON" onClick={exportMapping} />
      <MenuItem text="Import a mapping from JSON" onClick={onImport} />
      <MenuDivider />
      <MenuItem text="Export this draft as an entity file" onClick={exportDraft} />
      {!isNew && (
        <MenuItem
          text="Export the saved version as an entity file"
          onClick={() => void exportEntities([useEditor.getState().key])}
        />
      )}
    </Menu>
  );
  return (
    <PopoverNext content={menu} placement="bottom-end">
      <Button icon={<MoreIcon />} variant="minimal" aria-label="Import and export" />
    </PopoverNext>
  );
}

function exportMapping(): void {
  const { base, history } = useEditor.getState();
  const { name, mappings } = history.present.entity;
  const text = JSON.stringify({ entity: name, version: base?.version ?? null, mappings }, null, 2);
  saveFile(`${name === '' ? 'draft' : name}-mapping.json`, `${text}\n`);
}

function exportDraft(): void {
  const { entity } = useEditor.getState().history.present;
  saveFile(`${entity.name === '' ? 'draft' : entity.name}.json`, `${JSON.stringify(entity, null, 2)}\n`);
}
