import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCatalogue } from './node-catalogue';
import { listPrices } from './price-book';
import { reasonCodes } from './reason-codes';

test('every reason code has a meaning of one line', () => {
  for (const [code, meaning] of Object.entries(reasonCodes)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(meaning).toMatch(/^\S[^\n]{10,}$/);
  }
});

test('docs/rules/reason-codes.md lists them all', () => {
  const page = readFileSync(join(__dirname, '../../docs/rules/reason-codes.md'), 'utf8').replaceAll(/ +\|/g, ' |');

  for (const [code, meaning] of Object.entries(reasonCodes)) expect(page).toContain(`| \`${code}\` | ${meaning} |`);
});

test('every node type has a price, and every row a source and a date', () => {
  for (const type of nodeCatalogue) {
    expect(listPrices.nodePerHour[type.name]?.usd).toBeGreaterThan(0);
    expect([type.source, listPrices.nodePerHour[type.name]?.source].every(Boolean)).toBe(true);
    expect(type.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});
