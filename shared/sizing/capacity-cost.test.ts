import { policySchema } from '../targets';
import { breakEvenHitsPerSecond, breakEvenPercent, onDemandUsdPerMonth, provisionedUsdPerMonth } from './capacity-cost';
import { clusterUsdPerMonth, listPrices, priceBookOf } from './price-book';

const bookWith = (discountPercent: { readonly onDemand?: number; readonly provisioned?: number }) =>
  priceBookOf(policySchema.parse({ prices: { discountPercent } }));

test.each([
  // 0.00013 / (3600 x 0.000000125) = 0.28889; each side times what its discount leaves
  ['at list prices', {}, 28.9],
  ['with savings plans on both modes', { onDemand: 18, provisioned: 12 }, 31.0],
  ['with a savings plan on on-demand only', { onDemand: 18 }, 35.2],
  ['with a savings plan on provisioned only', { provisioned: 12 }, 25.4],
])('%s both modes cost the same at %s %% utilisation', (_, discounts, percent) => {
  const book = bookWith(discounts);

  expect(breakEvenPercent(book, 'read')).toBeCloseTo(percent, 1);
  expect(breakEvenPercent(book, 'write')).toBeCloseTo(percent, 1);
});

test('the brief calls provisioned up to 50 % cheaper; corrected: 58.7 % at 70 % utilisation, 3.7 % at 30 %, dearer below 28.9 %', () => {
  const saving = (utilisation: number): number =>
    1 -
    provisionedUsdPerMonth(listPrices, 'read', 100 / utilisation) / onDemandUsdPerMonth(listPrices, 'read', 100 / 100);

  expect(saving(70) * 100).toBeCloseTo(58.7, 1);
  expect(saving(30) * 100).toBeCloseTo(3.7, 1);
  expect(saving(28)).toBeLessThan(0);
});

test.each([
  ['dax.t3.small', 1, 29.2],
  ['dax.t3.small', 3, 87.6],
  ['dax.r5.large', 3, 558.45],
  ['dax.r5.xlarge', 3, 1114.71],
])('%s x %d costs $%d a month of 730 hours', (type, nodes, usd) => {
  expect(clusterUsdPerMonth(listPrices, type, nodes)).toBeCloseTo(usd, 2);
});

test('a type without a price costs null and not zero', () => {
  expect(clusterUsdPerMonth(listPrices, 'dax.r4.large', 3)).toBeNull();
  expect(clusterUsdPerMonth(listPrices, 'toString', 3)).toBeNull();
});

test('3 x r5.large pay for themselves from about 3,400 cache hits per second', () => {
  // 558.45 / (0.5 x 0.000000125 x 3600 x 730) = 3,400
  expect(breakEvenHitsPerSecond(listPrices, 558.45)).toBeCloseTo(3400, -1);
});

test('a policy overrides single prices and leaves the others', () => {
  const book = priceBookOf(
    policySchema.parse({ prices: { nodeUsdPerHour: { 'dax.r5.large': 0.3 }, readUnitUsdPerHour: 0.0002 } }),
  );

  expect(clusterUsdPerMonth(book, 'dax.r5.large', 1)).toBeCloseTo(219);
  expect(book.readUnitPerHour).toEqual({ usd: 0.0002, source: 'policy', asOf: 'policy' });
  expect(book.writeUnitPerHour).toEqual(listPrices.writeUnitPerHour);
});
