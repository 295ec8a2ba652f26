// Bytes of a text file to text: UTF-8 with or without BOM, UTF-16 with BOM. Never guesses another code page,
// because a wrong guess changes letters without anybody noticing.

import { sampleError } from './sample-error.ts';

/** Decodes the file; throws EngineError `usage` with the line of the first byte that is not text. */
export function decodeText(bytes: Uint8Array, path: string): string {
  const encoding = detectEncoding(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = lineOfFirstBadByte(bytes, encoding);
    const sentence = `is not ${encoding.toUpperCase()} text (line ${line}). Save it again as UTF-8, in Excel "CSV UTF-8".`;
    throw sampleError(path, sentence, { line, cause });
  }
}

function detectEncoding(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** Decodes leniently: the first replacement character that the strict decoder refuses stands where the fault is. */
function lineOfFirstBadByte(bytes: Uint8Array, encoding: string): number {
  const text = new TextDecoder(encoding).decode(bytes);
  const fault = text.indexOf('\uFFFD');
  return (text.slice(0, fault === -1 ? text.length : fault).match(/\n/g)?.length ?? 0) + 1;
}
