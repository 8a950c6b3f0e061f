import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CliError, exitStatus } from '../exit';

const bytesPerKey = 4;

/** Reads a trace of key accesses: big-endian 32-bit numbers, one per access, plain or gzipped (told by its first two bytes). */
export const readKeyTrace = (file: string): Uint8Array => {
  const packed = given(file, 'cannot be read', () => readFileSync(file));
  const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
  const trace = isGzip ? given(file, 'is not whole gzip', () => gunzipSync(packed)) : packed;
  if (trace.length === 0 || trace.length % bytesPerKey !== 0)
    throw refused(file, `it has ${trace.length} bytes and must have 4 for each access, and one access at least`);
  return trace;
};

const given = <Value>(file: string, problem: string, read: () => Value): Value => {
  try {
    return read();
  } catch (cause) {
    throw refused(file, `the file ${problem}`, cause);
  }
};

const refused = (file: string, problem: string, cause?: unknown): CliError =>
  new CliError(
    'use.invalid-input',
    `--keys = ${file}: ${problem}`,
    exitStatus.wrongUse,
    cause === undefined ? [] : [String(cause)],
    { cause },
  );
