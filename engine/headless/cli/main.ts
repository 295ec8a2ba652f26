#!/usr/bin/env node
// The entry of the command line: lends it this process.

import type { WriteStream } from 'node:tty';
import { createNodeClock } from '../node-host.ts';
import type { StopSignal } from './cli-io.ts';
import { runCli } from './run-cli.ts';
import type { TextOutput } from './screen.ts';

/** A reader that went away early (`| head`) must not end a sync: what it no longer reads is dropped. */
function toOutput(stream: WriteStream): TextOutput {
  let isOpen = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isOpen = false;
  });
  return {
    write: (text) => {
      if (isOpen) stream.write(text);
    },
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns || 80;
    },
  };
}

function onSignal(listener: (signal: StopSignal) => void): () => void {
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  stdout: toOutput(process.stdout),
  stderr: toOutput(process.stderr),
  clock: createNodeClock(),
  onSignal,
});
