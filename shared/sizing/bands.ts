import type { Reading } from './readings';

export interface Band {
  readonly low?: number;
  readonly high?: number;
}

export type Verdict = 'in-band' | 'below' | 'above' | 'unknown';

/** The edges belong to the band: the brief's 40-70 % is right-sized at 40 and at 70. */
export function verdictOf(reading: Reading, { low, high }: Band): Verdict {
  if (reading.kind === 'unknown') return 'unknown';
  if (high !== undefined && reading.value > high) return 'above';
  if (low !== undefined && reading.value < low) return 'below';
  return 'in-band';
}
