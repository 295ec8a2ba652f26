// A report on its way to the operator's downloads: asked for, waited for, given up if wished.

import { create } from 'zustand';
import type { ReportFormat } from '../../../engine/contract/failed-record.ts';
import { engine } from '../../api/engine.ts';
import { showError, showToast } from '../../state/toasts.ts';
import { countOf, formatBytes } from '../../ui/format.ts';
import { saveFile } from '../../state/save-file.ts';
import type { Target } from './target.ts';

interface ExportState {
  /** Null while nothing is being written. */
  readonly writing: { readonly words: string; readonly format: ReportFormat; readonly startedAtMs: number } | null;
}

export const useExport = create<ExportState>(() => ({ writing: null }));

let current: AbortController | null = null;

export async function exportRecords(target: Target, format: ReportFormat): Promise<void> {
  const mine = (current = new AbortController());
  useExport.setState({ writing: { words: target.words, format, startedAtMs: Date.now() } });
  try {
    const { file, rows } = await engine.failed.export({ which: target.which, format }, { signal: mine.signal });
    if (mine.signal.aborted) return;
    saveFile(file);
    showToast({
      tone: 'good',
      message: `Exported ${countOf(rows, 'record')} to ${file.name} (${formatBytes(file.size)}).`,
    });
  } catch (error) {
    if (!mine.signal.aborted) showError(error);
  } finally {
    if (current === mine) {
      current = null;
      useExport.setState({ writing: null });
    }
  }
}

export function cancelExport(): void {
  current?.abort();
  current = null;
  useExport.setState({ writing: null });
}
