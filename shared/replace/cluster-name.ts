import { createHash } from 'node:crypto';

const longest = 20;

/** `products-1f0c` beside `products`: within DAX's 20 characters, the same for every attempt of one hand-over. */
export function successorName(base: string, handOver: string): string {
  const mark = createHash('sha256').update(handOver).digest('hex').slice(0, 4);
  const stem = base.toLowerCase().replace(/-[0-9a-f]{4}$/, '');
  const room = stem.slice(0, longest - mark.length - 1).replace(/-+$/, '');
  return `${room}-${mark}`;
}
