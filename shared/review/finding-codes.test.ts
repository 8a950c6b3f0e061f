import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carried, finding } from './finding';
import { findingEntries } from './finding-codes';

test('docs/review.md has the entry of every code', () => {
  const page = readFileSync(join(__dirname, '../../docs/review.md'), 'utf8');

  for (const entry of findingEntries().split('\n\n### ')) expect(page).toContain(entry.trim());
});

test('what travels through the machine is bounded, and says how much was left', () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    finding('alarm-stuck', 'products', `alarm ${index}`, 'x'.repeat(900)),
  );

  const some = carried(many, 'products');

  expect(some).toHaveLength(25);
  expect(some.at(-1)).toMatchObject({ code: 'more-findings', text: '36 more findings are not carried' });
  // 16 clusters of an account together stay below the 256 KiB of a state.
  expect(JSON.stringify(some).length * 16).toBeLessThan(256 * 1024);
});
