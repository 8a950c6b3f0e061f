import { gunzipSync, gzipSync } from 'node:zlib';
import type { Snapshot } from '../sizing';
import { FlowError } from './flow-error';

/**
 * A state's input and output and a variable hold 256 KiB each. The snapshot is by far the largest part, so it travels as gzip in
 * base64 (two weeks of 5-minute points of one metric: about 10 KiB) and is refused by name if even that is too large.
 */
export const maxPackedBytes = 160 * 1024;

/** What is judged of the snapshot before is added to a whole one after. With a decision of 64 KiB it still fits. */
export const maxPackedLooksBytes = maxPackedBytes + 16 * 1024;

/** What was seen before and after a change. */
export interface Looks {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

export const pack = (snapshot: Snapshot): string =>
  bounded(packedText(snapshot), maxPackedBytes, `the snapshot of ${snapshot.target} packs`);

export const packLooks = (looks: Looks): string =>
  bounded(packedText(looks), maxPackedLooksBytes, `the snapshots of ${looks.after.target} pack`);

export const packedBytes = (snapshot: Snapshot): number => packedText(snapshot).length;

export const unpack = (packed: string): Snapshot => unpacked(packed) as Snapshot;

export const unpackLooks = (packed: string): Looks => unpacked(packed) as Looks;

function bounded(packed: string, most: number, what: string): string {
  if (packed.length <= most) return packed;
  throw new FlowError(
    'flow.too-large',
    `${what} to ${packed.length} bytes, more than the ${most} that travel between states: shorten the policy's windows or split the target`,
  );
}

const packedText = (value: object): string => gzipSync(JSON.stringify(value)).toString('base64');

const unpacked = (packed: string): unknown => JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
