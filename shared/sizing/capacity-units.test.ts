import { capacityExamples, readUnits, unitsToProvision, writeUnits } from './capacity-units';

test.each([
  // KB, reads/s, consistency, units: ceil(KB / 4) x reads x 1 | 0.5 | 2
  [2, 100, 'strong', 100],
  [2, 100, 'eventual', 50],
  [2, 100, 'transactional', 200],
  [4, 100, 'strong', 100],
  [4.1, 100, 'strong', 200],
  [8, 10, 'eventual', 10],
  [0.1, 1, 'eventual', 0.5],
  [400, 1, 'transactional', 200],
  [2, 0, 'strong', 0],
] as const)('%d KB at %d %s reads/s take %d read units', (itemKilobytes, readsPerSecond, consistency, units) => {
  expect(readUnits({ itemKilobytes, readsPerSecond, consistency })).toBe(units);
});

test('the brief gets 50 RCU for 2 KB and 100 reads/s by (2/4) x 100; corrected, that is the eventual figure and strong is 100', () => {
  const load = { itemKilobytes: 2, readsPerSecond: 100 };

  expect(readUnits({ ...load, consistency: 'strong' })).toBe(100);
  expect(readUnits({ ...load, consistency: 'eventual' })).toBe(50);
});

test.each([
  [2, 50, 'standard', 100],
  [2, 50, 'transactional', 200],
  [1.1, 10, 'standard', 20],
  [0.2, 10, 'standard', 10],
] as const)('%d KB at %d %s writes/s take %d write units', (itemKilobytes, writesPerSecond, kind, units) => {
  expect(writeUnits({ itemKilobytes, writesPerSecond, kind })).toBe(units);
});

test.each([
  [50, 72],
  [70, 100],
  [0, 5],
  [100_000, 40_000],
])('%d units/s at 70 %% are provisioned as %d, within minimum and maximum', (unitsPerSecond, units) => {
  expect(unitsToProvision(unitsPerSecond, { targetUtilisationPercent: 70, minUnits: 5, maxUnits: 40_000 })).toBe(units);
});

test('the worked examples that people are shown are what the formulas give', () => {
  expect(capacityExamples.reads.map((example) => readUnits(example))).toEqual(
    capacityExamples.reads.map(({ units }) => units),
  );
  expect(capacityExamples.writes.map((example) => writeUnits(example))).toEqual(
    capacityExamples.writes.map(({ units }) => units),
  );
});
