import { gunzipSync, gzipSync } from 'node:zlib';
import type { Snapshot } from '../sizing';
import { FlowError } from './flow-error';

/**
 * A state's input and output and a variable hold 256 KiB each. The snapshot is by far the largest part, so it travels as gzip in
 * base64 (two weeks of 5-minute points of one metric: about 10 KiB) and is refused by name if even that is too large.
 */
export const maxPackedBytes = 160 * 1024;

export function pack(snapshot: Snapshot): string {
  const packed = packedText(snapshot);
  if (packed.length > maxPackedBytes) {
    throw new FlowError(
      'flow.too-large',
      `the snapshot of ${snapshot.target} packs to ${packed.length} bytes, more than the ${maxPackedBytes} that travel between states: shorten the policy's windows or split the target`,
    );
  }
  return packed;
}

export const packedBytes = (snapshot: Snapshot): number => packedText(snapshot).length;

const packedText = (snapshot: Snapshot): string => gzipSync(JSON.stringify(snapshot)).toString('base64');

export function unpack(packed: string): Snapshot {
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')) as Snapshot;
}
