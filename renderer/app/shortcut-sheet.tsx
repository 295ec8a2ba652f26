// All keys on one sheet, opened with `?`. Scrolls as a whole, so that the keyboard reaches its end.

import { Dialog, DialogBody, Hotkey, Hotkeys, type HotkeyConfig } from '@blueprintjs/core';
import type { ReactNode } from 'react';

export interface ShortcutSheetProps {
  readonly hotkeys: readonly HotkeyConfig[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ShortcutSheet({ hotkeys, isOpen, onClose }: ShortcutSheetProps): ReactNode {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keys">
      <DialogBody useOverflowScrollContainer={false}>
        <Hotkeys>
          {hotkeys.map((hotkey) => (
            <Hotkey key={`${hotkey.group ?? ''} ${hotkey.combo}`} {...hotkey} />
          ))}
        </Hotkeys>
      </DialogBody>
    </Dialog>
  );
}
