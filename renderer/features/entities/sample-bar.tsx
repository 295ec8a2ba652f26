// What the sample is and from when, and the ways to another one.

import { Button, HTMLSelect } from '@blueprintjs/core';
import { DownloadIcon, ImportIcon, TrashIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { setParams, useParam } from '../../state/location.ts';
import { useEditor } from './editor-store.ts';
import { FileButton } from './file-button.tsx';
import { chooseSample, removeSample, useSample } from './sample-store.ts';
import { SAMPLE_FILES } from './sample-files.ts';
import { describeSample } from './describe-sample.ts';
import { takeApiSample, takeSampleFile } from './take-sample.ts';

export function SampleBar(): ReactNode {
  const sample = useSample((state) => state.sample);
  const items = useSample((state) => state.items);
  const busy = useSample((state) => state.busy);
  const error = useSample((state) => state.error);
  const api = useEditor((state) => state.history.present.entity.source.api);
  const areSourcesHidden = useParam('sources') === 'hidden';
  return (
    <div className="sf-sample">
      <Button
        size="small"
        variant="minimal"
        active={!areSourcesHidden}
        aria-pressed={!areSourcesHidden}
        text="Source fields"
        onClick={() => setParams({ sources: areSourcesHidden ? null : 'hidden' })}
      />
      {sample !== null && items.length > 1 ? (
        <HTMLSelect
          aria-label="Sample"
          value={sample.uid}
          options={items.map((item) => ({ value: item.uid, label: describeSample(item) }))}
          onChange={({ currentTarget: { value } }) => void chooseSample(value)}
        />
      ) : (
        <span className="sf-ellipsis">
          {sample === null ? 'No sample yet' : describeSample({ ...sample, rows: sample.rows.length })}
        </span>
      )}
      {sample !== null && (
        <Button
          size="small"
          variant="minimal"
          icon={<TrashIcon size={12} />}
          aria-label="Remove this sample"
          title="Remove this sample"
          onClick={() => void removeSample()}
        />
      )}
      {busy !== null && (
        <span className="sf-muted" role="status">
          {busy} …
        </span>
      )}
      <span className="sf-spacer" />
      <FileButton
        size="small"
        icon={<ImportIcon />}
        text="Use a file as sample"
        accept={SAMPLE_FILES}
        onFiles={([file]) => {
          if (file !== undefined) void takeSampleFile(file);
        }}
      />
      <Button
        size="small"
        icon={<DownloadIcon />}
        text="Pin rows from APISmith"
        disabled={api === '' || busy !== null}
        title={api === '' ? 'Choose an API in the settings first' : undefined}
        onClick={() => void takeApiSample()}
      />
      {error !== null && (
        <p className="sf-sample-error sf-field-problem" role="alert">
          {error.title}. {error.message}{' '}
          {sample !== null && 'The sample that is there stays, and the mapping goes on with it. '}
          <Button size="small" text="Dismiss" onClick={() => useSample.setState({ error: null })} />
        </p>
      )}
    </div>
  );
}
