import { describe, expect, it } from 'vitest';
import { createScreen } from '../../../../engine/headless/cli/screen.ts';

function output(isTTY: boolean, columns = 80) {
  let text = '';
  return { write: (more: string) => void (text += more), isTTY, columns, read: () => text };
}
const ERASE = '\r\u001b[2K';

describe('the screen', () => {
  it('redraws one line on a terminal and keeps others above it', () => {
    const terminal = output(true);
    const screen = createScreen(terminal);
    screen.draw('10 rows');
    screen.line('note');
    screen.draw('20 rows');
    screen.clear();
    expect(terminal.read()).toBe(`10 rows${ERASE}note\n10 rows${ERASE}20 rows${ERASE}`);
  });
  it('draws nothing into a pipe', () => {
    const pipe = output(false);
    const screen = createScreen(pipe);
    screen.draw('10 rows');
    screen.clear();
    screen.line('done');
    expect(pipe.read()).toBe('done\n');
  });
  it('cuts a drawn line to the width of the terminal', () => {
    const terminal = output(true, 30);
    createScreen(terminal).draw('x'.repeat(50));
    expect(terminal.read()).toBe('x'.repeat(29));
  });
});
