// A table of any length: only the rows on the screen are in the page. One row at a time is active; arrows, Page and Home
// keys move it, Enter opens it, Space marks it. Follows the ARIA grid pattern with aria-activedescendant.

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import './data-grid.css';
import { leastWidth } from './least-width.ts';
import { moveRow } from './move-row.ts';

export interface GridColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** As CSS grid tracks: `120px`, `minmax(120px, 1fr)`. */
  readonly width: string;
  readonly isNumber?: boolean;
  readonly render: (row: Row) => ReactNode;
  /** The whole text where the cell may be cut; shown on hover. */
  readonly title?: (row: Row) => string;
}

/** A single key that does something to the active row while the grid has the focus. */
export interface RowKey<Row> {
  readonly key: string;
  readonly run: (row: Row) => void;
}

export interface DataGridProps<Row> {
  /** What the rows are, for screen readers: "Failed records". */
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly rowHeightPx: number;
  /** How many there are in all, where that is known. */
  readonly total?: number | null;
  readonly hasMore?: boolean;
  readonly onMore?: () => void;
  /** The row that is shown in the inspector. */
  readonly openId?: string | null;
  readonly onOpen?: (row: Row) => void;
  readonly marked?: ReadonlySet<string>;
  readonly onMark?: (marked: ReadonlySet<string>) => void;
  readonly keys?: readonly RowKey<Row>[];
  /** Told whether the first row is in sight, so that new rows need not push away what somebody reads. */
  readonly onTop?: (isAtTop: boolean) => void;
}

const OVERSCAN = 6;
const MARK_PX = 32;
/** The head stays in sight: a row at the bottom has to be moved up by its height. */
const HEAD_PX = 28;
/** Rows left below the last one on the screen when the next page is asked for. */
const MORE_BEFORE = 40;

export function DataGrid<Row>(props: DataGridProps<Row>): ReactNode {
  const {
    label,
    columns,
    rows,
    rowId,
    rowHeightPx,
    total,
    hasMore = false,
    onMore,
    openId,
    onOpen,
    marked,
    onMark,
  } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeAt, setActiveAt] = useState(0);
  const active = Math.min(activeAt, Math.max(0, rows.length - 1));
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: OVERSCAN,
    scrollPaddingEnd: HEAD_PX,
    // The active row is what aria-activedescendant names: it is in the page also while it is out of sight.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return shown.includes(active) || active >= rows.length ? shown : [...shown, active].sort((a, b) => a - b);
    },
    onChange: ({ range, scrollOffset }) => {
      props.onTop?.((scrollOffset ?? 0) < rowHeightPx);
      if (hasMore && range !== null && range.endIndex >= rows.length - MORE_BEFORE) onMore?.();
    },
  });
  const leastPx = leastWidth(columns) + (onMark === undefined ? 0 : MARK_PX);
  const tracks = [...(onMark === undefined ? [] : [`${MARK_PX}px`]), ...columns.map(({ width }) => width)].join(' ');
  const activate = (at: number): void => {
    setActiveAt(at);
    virtual.scrollToIndex(at);
  };
  const toggle = (row: Row): void => {
    const changed = new Set(marked);
    if (!changed.delete(rowId(row))) changed.add(rowId(row));
    onMark?.(changed);
  };
  const markRange = (from: number, to: number): void => {
    const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(rowId);
    onMark?.(new Set([...(marked ?? []), ...between]));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const row = rows[active];
    const visible = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeightPx) - 1);
    const to = moveRow(event.key, { at: active, count: rows.length, page: visible });
    const own = props.keys?.find(({ key }) => key === event.key);
    if (to !== null) {
      if (event.shiftKey && onMark !== undefined) markRange(active, to);
      activate(to);
    } else if (event.key === 'Enter' && row !== undefined && !event.ctrlKey) onOpen?.(row);
    else if (event.key === ' ' && row !== undefined && onMark !== undefined) toggle(row);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && onMark !== undefined)
      onMark(new Set(rows.map(rowId)));
    else if (own !== undefined && row !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) own.run(row);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      className="sf-grid"
      role="grid"
      aria-label={label}
      aria-rowcount={toRowCount(total ?? (hasMore ? null : rows.length))}
      aria-colcount={columns.length + (onMark === undefined ? 0 : 1)}
      aria-multiselectable={onMark !== undefined}
      aria-activedescendant={rows.length === 0 ? undefined : `${id}-${active}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div
        className="sf-grid-head"
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: tracks, minWidth: leastPx }}
      >
        {onMark !== undefined && <MarkAll {...{ rows, rowId, onMark }} marked={marked ?? new Set()} />}
        {columns.map((column) => (
          <div key={column.id} role="columnheader" className={column.isNumber === true ? 'sf-grid-number' : undefined}>
            {column.header}
          </div>
        ))}
      </div>
      <div className="sf-grid-body" role="rowgroup" style={{ height: virtual.getTotalSize(), minWidth: leastPx }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = rowId(row);
          const isMarked = marked?.has(key) ?? false;
          return (
            // Keys are handled on the grid itself: rows never have the focus.
            <div
              key={key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={onMark === undefined ? key === openId : isMarked}
              className={rowClass({ isActive: item.index === active, isOpen: key === openId, isMarked })}
              style={{
                gridTemplateColumns: tracks,
                minWidth: leastPx,
                height: rowHeightPx,
                transform: `translateY(${item.start}px)`,
              }}
              onClick={(event) => {
                if (event.shiftKey && onMark !== undefined) markRange(active, item.index);
                setActiveAt(item.index);
                if (!event.shiftKey) onOpen?.(row);
              }}
            >
              {onMark !== undefined && (
                <div role="gridcell" onClick={(event) => event.stopPropagation()}>
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    checked={isMarked}
                    aria-label={`Mark row ${item.index + 1}`}
                    onChange={() => toggle(row)}
                  />
                </div>
              )}
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="gridcell"
                  className={column.isNumber === true ? 'sf-grid-number' : undefined}
                  title={column.title?.(row)}
                >
                  {column.render(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** With the head; -1 where nobody knows how many there are. */
function toRowCount(count: number | null): number {
  return count === null ? -1 : count + 1;
}

interface MarkAllProps<Row> {
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly marked: ReadonlySet<string>;
  readonly onMark: (marked: ReadonlySet<string>) => void;
}

function MarkAll<Row>({ rows, rowId, marked, onMark }: MarkAllProps<Row>): ReactNode {
  // A hundred thousand rows are not looked through again while they are scrolled.
  const areAll = useMemo(
    () => rows.length > 0 && marked.size >= rows.length && rows.every((row) => marked.has(rowId(row))),
    [rows, rowId, marked],
  );
  return (
    <div role="columnheader">
      <input
        type="checkbox"
        aria-label="Mark all rows shown"
        checked={areAll}
        onChange={() => onMark(areAll ? new Set() : new Set(rows.map(rowId)))}
      />
    </div>
  );
}

interface RowLook {
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly isMarked: boolean;
}

function rowClass({ isActive, isOpen, isMarked }: RowLook): string {
  return [
    'sf-grid-row',
    isActive ? 'sf-grid-active' : '',
    isOpen ? 'sf-grid-open' : '',
    isMarked ? 'sf-grid-marked' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
}
