import type { Access } from '@daxpilot/access';
import { randomOf } from './random';
import { payloadSizes, type Workload } from './workload';

/** Writes products p0 to p(n-1), so that reads find something. */
export async function seedTable(access: Access, table: string, keys: number, bytes = 240, seed = 1): Promise<void> {
  const sizes = Array.from({ length: keys }, () => bytes);
  await access.writeMany(
    table,
    products(sizes, seed).map((put) => ({ put })),
  );
}

/** The products of a workload, with payloads of its sizes. */
export const seedProducts = (workload: Workload) => products([...payloadSizes(workload)], workload.seed);

function products(sizes: readonly number[], seed: number) {
  const random = randomOf(seed);
  return sizes.map((bytes, number) => ({
    id: `p${number}`,
    name: `Product ${number}`,
    price: Math.round(random() * 10_000) / 100,
    stock: 0,
    version: 1,
    note: 'x'.repeat(bytes),
  }));
}
