import fc from 'fast-check';
import { policySchema } from '../../targets';
import { decide } from '../decide';
import { nodeCatalogue } from '../node-catalogue';
import { aSnapshot, fixtureNowMs, minuteMs } from '../testing';
import { clusterVariants } from './cluster-variants';
import { neededDemand, neededMinutes } from './needed-demand';

const days = 9;
const weight = { shared: 1.71828, perNode: 0.025 };
const limits = { cpuPercent: 90, afterLossPercent: 100 };
const policy = policySchema.parse({ nodes: { maxStepOut: 10, maxStepIn: 10 } });
const [large] = nodeCatalogue.filter(({ name }) => name === 'dax.r5.large');

/** Four digits, so that rounding changes nothing. */
const seriesOf = (seed: number) => ({
  startMs: fixtureNowMs - days * 1440 * minuteMs,
  periodMs: minuteMs,
  values: Array.from({ length: days * 1440 }, (_, minute) => {
    const wave = 1 + Math.sin((minute * Math.PI) / 720 + seed);
    const peak = (minute * 7919 + seed * 104_729) % 997 === 0 ? 2 : 1;
    return Math.round(wave * peak * 90) * 1000;
  }),
});

const known = [0, 1, 2].map(seriesOf);

test('the part that is needed decides as the whole does, and takes a fraction of it', () => {
  expect(large?.normalizedRequestsPerSecond).toBe(75_000);
  fc.assert(
    fc.property(
      fc.constantFrom(...clusterVariants),
      fc.constantFrom(...known),
      fc.integer({ min: 3, max: 11 }),
      (variant, whole, nodes) => {
        const part = neededDemand(whole, variant, fixtureNowMs);
        const by = (cluster: typeof whole | typeof part) =>
          decide(
            {
              ...aSnapshot({
                nodes,
                cpuPercent: 50,
                cacheMemoryPercent: 70,
                hitRatePercent: 92,
                requestsPerSecond: 1000,
              }),
              demand: { cluster },
            },
            policy,
            {
              switchesToOnDemandMs: [],
              learned: { cluster: { variant, weight, limits, nodeType: 'dax.r5.large', daysSeen: 9 } },
            },
            fixtureNowMs,
          );

        expect(by(part)).toEqual(by(whole));
        expect(part.values.length).toBeLessThanOrEqual(neededMinutes(variant));
        if (variant.inHours <= 24) {
          expect(part.values.filter((value) => value !== null).length).toBeLessThan(2000);
        }
      },
    ),
    { numRuns: 15 },
  );
});

test('values have four digits and are never rounded down', () => {
  const series = {
    startMs: fixtureNowMs - 4 * minuteMs,
    periodMs: minuteMs,
    values: [123_456.7, 0.001_234_56, 0, null],
  };

  expect(neededDemand(series, { inHours: 1, season: 'none' }, fixtureNowMs).values).toEqual([
    123_500,
    0.001_235,
    0,
    null,
  ]);
});
