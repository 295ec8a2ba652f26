// What became of each entity file that was imported.

import type { ReactNode } from 'react';
import type { ImportResult } from './entity-actions.ts';
import { nameOfPlace } from './setting-names.ts';
import { ResultDialog } from './result-dialog.tsx';

export interface ImportResultsProps {
  readonly results: readonly ImportResult[];
  readonly onClose: () => void;
}

export function ImportResults({ results, onClose }: ImportResultsProps): ReactNode {
  return (
    <ResultDialog
      title="Imported entity files"
      results={results.map(({ file, entity, status, version, problems }) => ({
        name: entity === null ? file : `${entity} (${file})`,
        isGood: status !== 'refused',
        text: toText(status, version),
        details: problems.map(
          ({ path, message, hint }) => `${path === '' ? '' : `${nameOfPlace(path)}: `}${message}. ${hint}`,
        ),
      }))}
      onClose={onClose}
    />
  );
}

function toText(status: ImportResult['status'], version: number | null): string {
  switch (status) {
    case 'imported':
      return `Imported as version ${version}`;
    case 'unchanged':
      return `Same as version ${version}`;
    case 'refused':
      return 'Refused, nothing was stored';
  }
}
