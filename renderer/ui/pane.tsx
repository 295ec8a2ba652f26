// A panel at the right that can be made wider: by dragging its edge, or with the arrow keys on it.

import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';

export interface PaneProps {
  readonly label: string;
  readonly widthPx?: number;
  readonly onWidth?: (widthPx: number) => void;
  /** It belongs to the screen, rather than to a row that was opened just now. */
  readonly isPermanent?: boolean;
  readonly children: ReactNode;
}

const USUAL_PX = 440;
const LEAST_PX = 280;
const MOST_PX = 1200;
const STEP_PX = 24;

export function Pane({ label, widthPx = USUAL_PX, onWidth, isPermanent = false, children }: PaneProps): ReactNode {
  const resize = (width: number): void => onWidth?.(Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, width))));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') resize(widthPx + STEP_PX);
    else if (event.key === 'ArrowRight') resize(widthPx - STEP_PX);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const { currentTarget: grip, clientX: startX } = event;
    grip.setPointerCapture(event.pointerId);
    const move = (to: globalThis.PointerEvent): void => resize(widthPx + startX - to.clientX);
    const end = (): void => {
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('pointerup', end);
      grip.removeEventListener('pointercancel', end);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', end);
    grip.addEventListener('pointercancel', end);
  };
  return (
    <aside ref={isPermanent ? null : show} className="sf-pane" aria-label={label} style={{ width: widthPx }}>
      {onWidth !== undefined && (
        <div
          className="sf-pane-grip"
          role="separator"
          aria-orientation="vertical"
          aria-label={`Width of ${label}`}
          aria-valuenow={widthPx}
          aria-valuemin={LEAST_PX}
          aria-valuemax={MOST_PX}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onPointerDown={onPointerDown}
        />
      )}
      <div className="sf-pane-content">{children}</div>
    </aside>
  );
}

/** In a small window the panel lies below the list: what was just opened comes into sight. */
function show(pane: HTMLElement | null): void {
  pane?.scrollIntoView({ block: 'nearest' });
}
