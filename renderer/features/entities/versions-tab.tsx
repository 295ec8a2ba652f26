// The versions of an entity: who changed what when, by note; any two compared; an earlier one restored.

import { Button } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { engine } from '../../api/engine.ts';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { setParams, useParam } from '../../state/location.ts';
import { createResource, useResource } from '../../state/resource.ts';
import { offerUndo, showError } from '../../state/toasts.ts';
import { Age } from '../../ui/age.tsx';
import { EmptyState, LoadingState } from '../../ui/list-states.tsx';
import { DiffView } from './diff-view.tsx';
import { isChanged, openEditor, readBase, useEditor } from './editor-store.ts';
import './table.css';
import './versions-tab.css';

const versionsResource = createResource(
  async ({ name }: { readonly name: string; readonly current: number }) =>
    (await engine.entities.versions({ name })).versions,
);
const diffResource = createResource(
  (wanted: { readonly name: string; readonly from: number; readonly to: number } | null) =>
    wanted === null ? Promise.resolve(null) : engine.entities.diff(wanted),
);

export function VersionsTab(): ReactNode {
  const name = useEditor((state) => state.key);
  const current = useEditor((state) => state.base?.version ?? 1);
  const { data: versions, error, reload } = useResource(versionsResource, { name, current });
  const to = Number(useParam('to') ?? current);
  const from = Number(useParam('from') ?? Math.max(1, to - 1));
  const isPair = from !== to && Number.isInteger(from) && Number.isInteger(to);
  const diff = useResource(diffResource, isPair ? { name, from, to } : null);
  if (error !== null) return <ShownErrorState error={error} onRetry={() => void reload()} />;
  if (versions === null) return <LoadingState what="the versions" />;
  return (
    <div className="sf-versions">
      <section className="sf-versions-list" aria-label="Versions">
        <table className="sf-table">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Version</th>
              <th scope="col">Saved</th>
              <th scope="col">Note</th>
              <th scope="col">
                <span className="sf-hidden">Restore</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map(({ version, note, created_at: savedAt, is_current: isCurrent }) => (
              <tr key={version}>
                <td>
                  <input
                    type="radio"
                    name="from"
                    aria-label={`Compare from version ${version}`}
                    checked={version === from}
                    onChange={() => setParams({ from: String(version) })}
                  />
                </td>
                <td>
                  <input
                    type="radio"
                    name="to"
                    aria-label={`Compare to version ${version}`}
                    checked={version === to}
                    onChange={() => setParams({ to: String(version) })}
                  />
                </td>
                <td className="sf-number">
                  {version}
                  {isCurrent && ' (in force)'}
                </td>
                <td>
                  <Age at={savedAt} />
                </td>
                <td className="sf-versions-note" title={note}>
                  {note}
                </td>
                <td>
                  {!isCurrent && (
                    <Button
                      size="small"
                      text="Restore"
                      aria-label={`Restore version ${version}`}
                      onClick={() => void restore(name, version)}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="sf-versions-diff" aria-label="Difference">
        {!isPair ? (
          <EmptyState title={versions.length < 2 ? 'There is only one version yet' : 'Choose two versions to compare'}>
            Each time a version is saved it shows up here with its note; every run and every failed record names the
            version it ran with.
          </EmptyState>
        ) : diff.error !== null ? (
          <ShownErrorState error={diff.error} onRetry={() => void diff.reload()} />
        ) : diff.data === null ? (
          <LoadingState what="the difference" />
        ) : (
          <DiffView diff={diff.data} from={from} to={to} />
        )}
      </section>
    </div>
  );
}

/** The content of the version becomes a new version; undo restores the one that was in force. */
async function restore(name: string, version: number): Promise<void> {
  const before = useEditor.getState().base?.version ?? null;
  const hasDraft = isChanged(useEditor.getState());
  const apply = async (wanted: number): Promise<number | null> => {
    const { version: saved, problems } = await engine.entities.restore({ name, version: wanted });
    if (problems.length > 0) {
      useEditor.setState({ refused: problems });
      throw new Error(`Version ${wanted} was not restored: ${problems.map(({ message }) => message).join('; ')}.`);
    }
    // A draft stays what it is, and says that it began with an earlier version.
    await (hasDraft ? readBase() : openEditor(name, false));
    return saved;
  };
  try {
    const saved = await apply(version);
    setParams({ from: before === null ? null : String(before), to: String(saved ?? '') });
    offerUndo(`Restored version ${version} as version ${saved}.`, async () => {
      if (before !== null) await apply(before);
    });
  } catch (error) {
    showError(error);
  }
}
