import { create } from 'zustand';

/** Whether the command palette and the log drawer are open. */
interface OverlaysState {
  readonly isPaletteOpen: boolean;
  readonly isLogOpen: boolean;
}

export const useOverlays = create<OverlaysState>(() => ({ isPaletteOpen: false, isLogOpen: false }));

export function openPalette(): void {
  useOverlays.setState({ isPaletteOpen: true });
}

export function closePalette(): void {
  useOverlays.setState({ isPaletteOpen: false });
}

export function toggleLog(): void {
  useOverlays.setState(({ isLogOpen }) => ({ isLogOpen: !isLogOpen }));
}
