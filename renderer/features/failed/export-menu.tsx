// Export of what is shown, in one of four formats, to the downloads.

import { Button, Menu, MenuDivider, MenuItem, PopoverNext, Spinner } from '@blueprintjs/core';
import { ExportIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { REPORT_FORMATS } from '../../../engine/contract/failed-record.ts';
import { useNow } from '../../ui/age.tsx';
import { countOf, formatCount, formatDuration } from '../../ui/format.ts';
import { cancelExport, exportRecords, useExport } from './export-store.ts';
import { FORMAT_WORDS } from './failed-words.ts';
import type { Target } from './target.ts';

/** A workbook is made in memory: the engine refuses more. */
const MOST_IN_XLSX = 20_000;

export function ExportMenu({ target }: { readonly target: Target | null }): ReactNode {
  const writing = useExport((state) => state.writing);
  const count = target?.count ?? 0;
  return (
    <PopoverNext
      placement="bottom-end"
      disabled={target === null || writing !== null}
      content={
        <Menu>
          <MenuDivider title={`Export ${countOf(count, 'record')}`} />
          {REPORT_FORMATS.map((format) => {
            const isTooMany = format === 'xlsx' && count > MOST_IN_XLSX;
            const limit = `up to ${formatCount(MOST_IN_XLSX)}; use CSV`;
            return (
              <MenuItem
                key={format}
                text={FORMAT_WORDS[format]}
                disabled={isTooMany}
                {...(isTooMany ? { label: limit } : {})}
                onClick={() => {
                  if (target !== null) void exportRecords(target, format);
                }}
              />
            );
          })}
        </Menu>
      }
    >
      <Button
        icon={<ExportIcon />}
        text="Export"
        disabled={target === null || writing !== null}
        title={target === null ? 'Nothing to export' : `Export ${target.words}`}
      />
    </PopoverNext>
  );
}

export function ExportBox(): ReactNode {
  const writing = useExport((state) => state.writing);
  const nowMs = useNow();
  if (writing === null) return null;
  const { words, format, startedAtMs } = writing;
  return (
    <section className="sf-failed-box" aria-label="Export">
      <div className="sf-row-wrap">
        <Spinner size={16} aria-label="Writing" />
        <span role="status">
          Writing {words} as {FORMAT_WORDS[format]} …
        </span>
        <span className="sf-muted">{formatDuration(Math.max(0, nowMs - startedAtMs))}</span>
        <span className="sf-spacer" />
        <Button size="small" text="Cancel" onClick={cancelExport} />
      </div>
    </section>
  );
}
