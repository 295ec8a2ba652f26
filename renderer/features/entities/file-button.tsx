// A button that asks for a file, and a place where one can be dropped.

import { Button, type ButtonProps } from '@blueprintjs/core';
import { useRef, useState, type DragEvent, type ReactNode } from 'react';

export interface FileButtonProps extends Pick<ButtonProps, 'icon' | 'intent' | 'size' | 'variant' | 'loading'> {
  readonly text: string;
  /** As the file dialog takes it: `.csv,.xlsx`. */
  readonly accept: string;
  readonly isMultiple?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function FileButton({ text, accept, isMultiple = false, onFiles, ...look }: FileButtonProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button text={text} {...look} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        aria-label={text}
        accept={accept}
        multiple={isMultiple}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen again.
          currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}

export interface DropZoneProps {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** Shows where to let go while a file is dragged over it. */
export function DropZone({ label, onFiles, children }: DropZoneProps): ReactNode {
  const [isOver, setOver] = useState(false);
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return (
    <div
      className={isOver ? 'sf-drop sf-drop-over' : 'sf-drop'}
      data-drop={label}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        // Safe: what is left to is a node of the page, or null.
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
    </div>
  );
}
