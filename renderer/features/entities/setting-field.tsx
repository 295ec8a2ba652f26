// One setting with its label, what it means, and what is wrong with it.

import { FormGroup } from '@blueprintjs/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { setParams, useParam } from '../../state/location.ts';
import type { Entity } from '../../../engine/contract/entity.ts';
import { edit, useEditor } from './editor-store.ts';
import { useProblemAt } from './problem-store.ts';

export interface SettingFieldProps {
  readonly label: string;
  /** Where in the entity file, as `source.api`. */
  readonly path: string;
  readonly help?: string;
  readonly children: ReactNode;
}

export function SettingField({ label, path, help, children }: SettingFieldProps): ReactNode {
  const problem = useProblemAt(path);
  const at = useParam('at');
  const box = useRef<HTMLDivElement>(null);
  const isWanted = at === path || at?.startsWith(`${path}[`) === true || at?.startsWith(`${path}.`) === true;
  // A link to this setting was followed: the page has to be scrolled after it was drawn.
  useEffect(() => {
    if (!isWanted) return;
    box.current?.scrollIntoView({ block: 'center' });
    box.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    setParams({ at: null });
  }, [isWanted]);
  return (
    <div ref={box}>
      <FormGroup label={label} helperText={problem ?? help} intent={problem === null ? 'none' : 'danger'}>
        {children}
      </FormGroup>
    </div>
  );
}

export interface SettingsCardProps {
  readonly title: string;
  readonly help?: string;
  readonly children: ReactNode;
}

export function SettingsCard({ title, help, children }: SettingsCardProps): ReactNode {
  return (
    <section className="sf-card" aria-label={title}>
      <h2>{title}</h2>
      {help !== undefined && <p className="sf-muted">{help}</p>}
      {children}
    </section>
  );
}

export function useEntity(): Entity {
  return useEditor(({ history }) => history.present.entity);
}

export function changeSettings(patch: Partial<Omit<Entity, 'mappings'>>): void {
  edit({ kind: 'settings', patch });
}

export function changeSource(patch: Partial<Entity['source']>): void {
  const { source } = useEditor.getState().history.present.entity;
  const merged: Entity['source'] = { ...source, ...patch };
  // Empty text is the default again: the member is left out, as in a file.
  if (merged.time_zone === '') delete merged.time_zone;
  if (merged.rowversion_field === '') delete merged.rowversion_field;
  changeSettings({ source: merged });
}
