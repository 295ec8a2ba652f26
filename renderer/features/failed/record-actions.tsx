// What can be done to one record: retry in one of three ways, edit, ignore.

import { Button, ButtonGroup, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { CaretDownIcon, EditIcon, EyeOffIcon, RefreshIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { RETRY_MODES } from '../../../engine/contract/failed-record.ts';
import { beginEdit } from './edit-store.ts';
import { entitiesResource } from './failed-store.ts';
import type { FailedDetails } from './failed-types.ts';
import { modeWords } from './failed-words.ts';
import { askIgnore } from './ignore-store.ts';
import { retry, useRetry } from './retry-store.ts';
import { targetOfRecord } from './target.ts';

export interface RecordActionsProps {
  readonly record: FailedDetails;
  readonly canEdit: boolean;
}

export function RecordActions({ record, canEdit }: RecordActionsProps): ReactNode {
  const version = entitiesResource(
    ({ data }) => data?.entities.find(({ name }) => name === record.entity)?.version ?? null,
  );
  const isRunning = useRetry(({ job, isStarting }) => isStarting || job?.state === 'running');
  const { status } = record;
  if (status === 'resolved' || status === 'superseded') return null;
  const target = targetOfRecord(record);
  const isBusy = status === 'retrying' || isRunning;
  return (
    <div className="sf-row-wrap" role="group" aria-label="Actions on this record">
      <ButtonGroup>
        <Button
          intent="primary"
          icon={<RefreshIcon />}
          text="Retry"
          title={modeWords('current_mapping', version).label}
          disabled={isBusy}
          onClick={() => retry(target, 'current_mapping')}
        />
        <PopoverNext
          placement="bottom-start"
          disabled={isBusy}
          content={
            <Menu className="sf-failed-modes">
              {RETRY_MODES.map((mode) => {
                const { label, meaning } = modeWords(mode, version);
                return (
                  <MenuItem
                    key={mode}
                    multiline
                    text={
                      <>
                        Retry: {label.charAt(0).toLowerCase() + label.slice(1)}
                        <span className="sf-failed-meaning">{meaning}</span>
                      </>
                    }
                    onClick={() => retry(target, mode)}
                  />
                );
              })}
            </Menu>
          }
        >
          <Button intent="primary" icon={<CaretDownIcon />} aria-label="Other ways to retry" disabled={isBusy} />
        </PopoverNext>
      </ButtonGroup>
      <Button icon={<EditIcon />} text="Edit" disabled={!canEdit || isBusy} onClick={() => beginEdit(record.uid)} />
      {status !== 'ignored' && (
        <Button icon={<EyeOffIcon />} text="Ignore …" disabled={isBusy} onClick={() => askIgnore(target)} />
      )}
    </div>
  );
}
