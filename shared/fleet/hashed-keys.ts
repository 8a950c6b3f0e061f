import { createHash } from 'node:crypto';
import type { HashedHotKeys } from './hot-keys';

/** Half of SHA-256 tells keys apart for good, and is half the bytes. */
const HASH_BYTES = 16;

/** Without the salt nobody can compute it; with the salt a key that can be guessed can be confirmed. */
export function hashedKey(salt: Uint8Array, key: string): string {
  return createHash('sha256').update(salt).update(key).digest().subarray(0, HASH_BYTES).toString('base64url');
}

export interface Coverage {
  /** Distinct keys reported by all processes together. */
  readonly keys: number;
  /** Of all reads, those of reported keys; 0 to 1. */
  readonly ratio: number;
  /** The number of keys, most read first, that carry this share of all reads; undefined: the reported ones do not suffice. */
  keysFor(ratio: number): number | undefined;
}

/** How few items carry how much of the reads of all processes: what a cache must hold at least to reach a hit rate. */
export function coverageOf(reports: readonly HashedHotKeys[]): Coverage {
  const readsOf = new Map<string, number>();
  for (const { keys } of reports)
    for (const { hash, reads } of keys) readsOf.set(hash, (readsOf.get(hash) ?? 0) + reads);
  const all = reports.reduce((sum, { reads }) => sum + reads, 0);
  const sorted = [...readsOf.values()].sort((left, right) => right - left);
  const reported = sorted.reduce((sum, reads) => sum + reads, 0);
  return {
    keys: sorted.length,
    // Space-Saving counts too much rather than too little.
    ratio: all === 0 ? 0 : Math.min(1, reported / all),
    keysFor: (ratio) => {
      let sum = 0;
      const at = sorted.findIndex((reads) => {
        sum += reads;
        return sum >= ratio * all;
      });
      return at < 0 ? undefined : at + 1;
    },
  };
}
