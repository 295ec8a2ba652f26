// Everything that can be done right now by name or by key: screens and features add their commands while they are shown.

import { useEffect, useId } from 'react';
import { create } from 'zustand';

export interface Command {
  readonly id: string;
  /** Verb first, as on the button: "Start sync of product". */
  readonly label: string;
  readonly group: string;
  /** As Blueprint writes it: `mod+k`, `f5`. */
  readonly combo?: string;
  /** Also while the cursor stands in a field. */
  readonly inFields?: boolean;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

interface CommandsState {
  readonly bySource: Readonly<Record<string, readonly Command[]>>;
}

export const useCommandStore = create<CommandsState>(() => ({ bySource: {} }));

/** Offers the commands while the component is shown. Pass a memoized list. */
export function useCommands(commands: readonly Command[]): void {
  const source = useId();
  useEffect(() => {
    useCommandStore.setState(({ bySource }) => ({ bySource: { ...bySource, [source]: commands } }));
    return () =>
      useCommandStore.setState(({ bySource }) => {
        const { [source]: _gone, ...rest } = bySource;
        return { bySource: rest };
      });
  }, [source, commands]);
}
