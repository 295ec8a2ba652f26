// The log of the engine, the newest line last. Follows new lines until somebody scrolls up.

import { Button, HTMLSelect } from '@blueprintjs/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { create } from 'zustand';
import { describeError } from '../api/describe-error.ts';
import { engine } from '../api/engine.ts';
import { formatTime } from '../ui/format.ts';
import { EmptyState, ErrorState } from '../ui/list-states.tsx';
import './log-view.css';

type Line = Awaited<ReturnType<typeof engine.logs.tail>>['lines'][number];
type Level = Line['level'];

const MAX_LINES = 2000;
const READ_MS = 1000;
const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];

interface LogState {
  readonly lines: readonly Line[];
  readonly lastSeq: number | null;
  readonly level: Level;
  readonly error: string | null;
}

const useLog = create<LogState>(() => ({ lines: [], lastSeq: null, level: 'info', error: null }));

async function readMore(): Promise<void> {
  const { lastSeq, level } = useLog.getState();
  try {
    const tail = await engine.logs.tail({ after_seq: lastSeq, level, limit: 500 });
    if (useLog.getState().level !== level) return;
    // A restarted engine counts from one again.
    const isNew = lastSeq !== null && tail.last_seq < lastSeq;
    useLog.setState(({ lines }) => ({
      lines: tail.lines.length === 0 && !isNew ? lines : [...(isNew ? [] : lines), ...tail.lines].slice(-MAX_LINES),
      lastSeq: isNew ? null : tail.last_seq,
      error: null,
    }));
  } catch (error) {
    useLog.setState({ error: describeError(error).message });
  }
}

function chooseLevel(level: Level): void {
  useLog.setState({ level, lines: [], lastSeq: null });
  void readMore();
}

/** `search` narrows to lines that hold the text, as a batch's uid. */
export function LogView({ search = '' }: { readonly search?: string }): ReactNode {
  const { lines, level, error } = useLog();
  const list = useRef<HTMLOListElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  useEffect(() => {
    void readMore();
    const timer = setInterval(() => {
      if (!document.hidden) void readMore();
    }, READ_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (isFollowing) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [lines, isFollowing]);
  const wanted = search.trim().toLowerCase();
  const shown =
    wanted === ''
      ? lines
      : lines.filter((line) => `${line.message} ${line.fields.join(' ')}`.toLowerCase().includes(wanted));
  return (
    <div className="sf-log">
      <div className="sf-row sf-log-bar">
        <label className="sf-row">
          From
          <HTMLSelect
            value={level}
            options={[...LEVELS]}
            // Safe: the options are the levels.
            onChange={(event) => chooseLevel(event.currentTarget.value as Level)}
          />
          up
        </label>
        <span className="sf-muted">{shown.length} lines</span>
        {!isFollowing && <Button size="small" text="Follow new lines" onClick={() => setFollowing(true)} />}
      </div>
      {error !== null && <ErrorState title="The log cannot be read" message={error} onRetry={() => void readMore()} />}
      {error === null && shown.length === 0 && <EmptyState title="No lines at this level" />}
      <ol
        ref={list}
        className="sf-log-lines sf-mono"
        aria-label="Log lines"
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollowing(scrollTop + clientHeight >= scrollHeight - 4)
        }
      >
        {shown.map((line) => (
          <li key={line.seq} className={`sf-log-${line.level}`}>
            <span className="sf-muted">{formatTime(line.at)}</span> <b>{line.level}</b> {line.message}{' '}
            <span className="sf-muted">{line.fields.join(' ')}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
