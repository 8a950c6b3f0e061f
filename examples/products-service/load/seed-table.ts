import type { Access } from '@daxpilot/access';
import { randomOf } from './random';

/** Writes products p0 to p(n-1), so that reads find something. */
export async function seedTable(access: Access, table: string, keys: number, bytes = 240, seed = 1): Promise<void> {
  const random = randomOf(seed);
  const writes = Array.from({ length: keys }, (_, number) => ({
    put: {
      id: `p${number}`,
      name: `Product ${number}`,
      price: Math.round(random() * 10_000) / 100,
      stock: 0,
      version: 1,
      note: 'x'.repeat(bytes),
    },
  }));
  await access.writeMany(table, writes);
}
