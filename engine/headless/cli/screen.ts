// Standard error as people see it: lines that stay, and on a terminal one line at the bottom that is redrawn.

/** Where text goes: a terminal or a pipe. */
export interface TextOutput {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
}

export interface Screen {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** A line that stays, above the redrawn one. */
  line(text: string): void;
  /** Draws the bottom line anew; only on a terminal. */
  draw(text: string): void;
  /** Takes the bottom line away. */
  clear(): void;
}

const BACK_TO_START_AND_ERASE = '\r\u001b[2K';

export function createScreen(output: TextOutput): Screen {
  let drawn = '';
  const erase = (): void => {
    if (drawn !== '') output.write(BACK_TO_START_AND_ERASE);
  };
  return {
    isTerminal: output.isTTY,
    columns: output.columns,
    line: (text) => {
      erase();
      output.write(`${text}\n`);
      if (drawn !== '') output.write(drawn);
    },
    draw: (text) => {
      if (!output.isTTY) return;
      erase();
      // A line that wraps could not be erased as one.
      drawn = [...text].slice(0, Math.max(output.columns - 1, 20)).join('');
      output.write(drawn);
    },
    clear: () => {
      erase();
      drawn = '';
    },
  };
}
