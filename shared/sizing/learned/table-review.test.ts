import { listPrices } from '../price-book';
import { reviewTable } from './table-review';
import { TableShadows } from './table-shadows';

const table = { startMs: 0, minUnits: 5, maxUnits: 40_000, book: listPrices };
const day = 1440;
const violationUsdPerMinute = 0.2;

const reviewsOf = (demand: Float64Array, violationUsd = violationUsdPerMinute) => {
  const shadows = new TableShadows({ ...table, demand });
  return (minute: number) =>
    reviewTable({ sides: [{ dimension: 'read', shadows }], minute, violationUsdPerMinute: violationUsd }).variant;
};

test('four days after bursts have ended capacity is provisioned, however dear they would have been', () => {
  const demand = Float64Array.from({ length: 12 * day }, (_, minute) =>
    minute < 6 * day && minute % 720 < 6 ? 20_000 : 400,
  );
  const at = reviewsOf(demand, 1);

  expect(at(6 * day).kind).toBe('on-demand');
  expect(at(10 * day).kind).toBe('provisioned');
});

test('peaks of single minutes make a rule that does not look at them', () => {
  const demand = Float64Array.from({ length: 8 * day }, (_, minute) => ((minute * 7919) % 997 < 1 ? 2000 : 100));

  expect(reviewsOf(demand)(8 * day)).toMatchObject({ kind: 'provisioned', look: 'pairs' });
});

test('the cost a day is that of the rule chosen, violations included', () => {
  const shadows = new TableShadows({ ...table, demand: new Float64Array(8 * day).fill(500) });

  // 500 units x 24 h x 0.00013.
  expect(
    reviewTable({ sides: [{ dimension: 'read', shadows }], minute: 8 * day, violationUsdPerMinute }),
  ).toMatchObject({
    variant: { kind: 'provisioned', utilisation: 1 },
    usdPerDay: 1.56,
    daysSeen: 8,
  });
});
