// The errors of a sample file: always the file, the place in it where known, and what to do.

import { basename } from 'node:path';
import { EngineError } from '../failures/engine-error.ts';

/** Where in the file: a line of text, or a row and column of a table. */
interface SamplePlace {
  readonly line?: number;
  readonly row?: number;
  readonly column?: string;
}

/** The place, and the error that told of it. */
interface SampleTrouble extends SamplePlace {
  readonly cause?: unknown;
}

/** An EngineError `usage` that names the sample file by its last part and the place in `details`. */
export function sampleError(path: string, sentence: string, trouble: SampleTrouble = {}): EngineError {
  const { cause, ...place } = trouble;
  return new EngineError('usage', `The sample file ${basename(path)} ${sentence}`, {
    details: { path, ...place },
    cause,
  });
}
