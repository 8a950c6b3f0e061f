import { createHash } from 'node:crypto';

const longest = 20;

/** `products-1f0c` beside `products`: within DAX's 20 characters, the same for every attempt of one hand-over. */
export function successorName(base: string, handOver: string): string {
  const mark = createHash('sha256').update(handOver).digest('hex').slice(0, markLength);
  return `${roomOf(base)}-${mark}`;
}

/** Pattern of IAM that fits every name which `successorName` gives for this base: `products-????`. */
export const successorPattern = (base: string): string => `${roomOf(base)}-${'?'.repeat(markLength)}`;

const markLength = 4;

function roomOf(base: string): string {
  const stem = base.toLowerCase().replace(/-[0-9a-f]{4}$/, '');
  return stem.slice(0, longest - markLength - 1).replace(/-+$/, '');
}
