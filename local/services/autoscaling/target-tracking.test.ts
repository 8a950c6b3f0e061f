import fc from 'fast-check';
import { type Observation, track } from './target-tracking';

/** Minutes 100 back to 100 - n + 1 with these units, the newest first. */
const minutes = (...units: readonly (number | undefined)[]): ReadonlyMap<number, number> =>
  new Map(units.flatMap((value, back) => (value === undefined ? [] : [[100 - back, value] as const])));
const all = (count: number, units: number) => minutes(...Array.from({ length: count }, () => units));

const anObservation = (
  consumedByMinute: ReadonlyMap<number, number>,
  more: Partial<Observation> = {},
): Observation => ({
  lastMinute: 100,
  consumedByMinute,
  provisioned: 100,
  targetPercent: 70,
  min: 5,
  max: 1_000,
  ...more,
});

// 100 units at 70 % are 4,200 a minute; 20 points below, 3,000.
test.each([
  [
    'two minutes above the target scale out to the newest at the target',
    minutes(8_400, 4_201),
    { kind: 'out', units: 200 },
  ],
  ['one minute above is not enough', minutes(8_400, 4_200), { kind: 'hold' }],
  ['one minute without data breaks the row', minutes(8_400, undefined, 8_400), { kind: 'hold' }],
  ['the maximum holds', minutes(84_000, 84_000), { kind: 'out', units: 1_000 }],
  [
    'fifteen minutes below scale in to the busiest at the target',
    minutes(2_100, 2_940, ...Array(13).fill(420)),
    { kind: 'in', units: 70 },
  ],
  ['fourteen are not enough', all(14, 420), { kind: 'hold' }],
  ['within 20 points below nothing happens', all(15, 3_000), { kind: 'hold' }],
  ['the minimum holds', all(15, 6), { kind: 'in', units: 5 }],
  ['no data at all keeps what is there', minutes(), { kind: 'hold' }],
] as const)('%s', (_, consumed, expected) => {
  expect(track(anObservation(consumed))).toEqual(expected);
});

test('at the maximum there is nothing to scale out to', () => {
  expect(track(anObservation(all(2, 90_000), { provisioned: 1_000 }))).toEqual({ kind: 'hold' });
});

test('steady load settles: after any action the next look at the same load holds or goes no further', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 5, max: 1_000 }),
      fc.integer({ min: 20, max: 90 }),
      (load, provisioned, targetPercent) => {
        const first = track(anObservation(all(15, load), { provisioned, targetPercent }));
        if (first.kind === 'hold') return;
        const second = track(anObservation(all(15, load), { provisioned: first.units, targetPercent }));
        expect(second.kind).toBe('hold');
      },
    ),
  );
});
