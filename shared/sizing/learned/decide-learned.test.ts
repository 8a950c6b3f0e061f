import fc from 'fast-check';
import { policySchema } from '../../targets';
import { decide } from '../decide';
import type { History } from '../decision';
import { nodeCatalogue, nodeTypeNamed } from '../node-catalogue';
import { listPrices } from '../price-book';
import type { Snapshot } from '../snapshot';
import { aSnapshot, fixtureNowMs, minuteMs } from '../testing';
import type { ClusterChampion } from './champion';
import { ClusterFollowers } from './cluster-followers';
import { reviewCluster } from './cluster-review';
import { ClusterShadows } from './cluster-shadows';
import { clusterVariants } from './cluster-variants';
import { reviewTable } from './table-review';
import { TableShadows } from './table-shadows';
import { tableVariants } from './table-variants';

const weight = { shared: 1.71828, perNode: 0.025 };
const limits = { cpuPercent: 90, afterLossPercent: 100 };
const policy = policySchema.parse({ nodes: { maxStepOut: 10, maxStepIn: 10 } });

const historyWith = (variant: ClusterChampion['variant']): History => ({
  switchesToOnDemandMs: [],
  learned: { cluster: { variant, weight, limits, nodeType: 'dax.r5.large', daysSeen: 14 } },
});

/** A cluster whose load by the minute is known; its other readings are well. */
const seen = (
  values: readonly (number | null)[],
  nodes: number,
  more: Partial<Parameters<typeof aSnapshot>[0]> = {},
): Snapshot => ({
  ...aSnapshot({
    nodes,
    cpuPercent: 50,
    cacheMemoryPercent: 70,
    hitRatePercent: 92,
    requestsPerSecond: 1000,
    evictedBytesPerHour: 0,
    ...more,
  }),
  demand: { cluster: { startMs: fixtureNowMs - values.length * minuteMs, periodMs: minuteMs, values } },
});

const nodesAfter = (snapshot: Snapshot, history: History, nodes: number): number => {
  const { action } = decide(snapshot, policy, history, fixtureNowMs);
  return action?.kind === 'set-node-count' ? action.to : nodes;
};

const plain = { headroom: 0.25, inHours: 4, season: 'none', sight: 'highest' } as const;

test('70,000 requests/s with 25 % headroom are 87,500, more than three r5.large carry: a fourth, at once', () => {
  const quiet = Array.from({ length: 300 }, () => 50_000);

  expect(decide(seen([...quiet, 70_000], 3), policy, historyWith(plain), fixtureNowMs)).toMatchObject({
    verdict: 'apply',
    action: { kind: 'set-node-count', from: 3, to: 4 },
    reasonCodes: ['learned-out'],
  });
});

test('a node is given up only when the largest load of the last hours fits', () => {
  const quiet = Array.from({ length: 300 }, () => 50_000);
  const peak = quiet.map((value, index) => (index === 100 ? 90_000 : value));

  expect(nodesAfter(seen(quiet, 5), historyWith(plain), 5)).toBe(3);
  expect(nodesAfter(seen(peak, 5), historyWith(plain), 5)).toBe(4);
});

test('a node of known age is given up at the end of an hour of its life only', () => {
  const quiet = Array.from({ length: 300 }, () => 50_000);
  const aged = (minutes: readonly number[]): Snapshot => {
    const snapshot = seen(quiet, minutes.length);
    if (snapshot.cluster.kind !== 'cluster') throw new Error('no cluster');
    const nodes = minutes.map((age, index) => ({
      id: `node-${index}`,
      status: 'available',
      createdAtMs: fixtureNowMs - age * minuteMs,
    }));
    return { ...snapshot, cluster: { ...snapshot.cluster, nodes } };
  };

  // Two minutes to leave: at an age of 55 the hour ends at 57 of 60.
  expect(nodesAfter(aged([900, 900, 900, 55]), historyWith(plain), 4)).toBe(3);
  expect(decide(aged([900, 900, 900, 30]), policy, historyWith(plain), fixtureNowMs)).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['cooldown', 'learned-in'],
  });
  // The newest leave first; the one behind it is in the middle of its hour.
  expect(nodesAfter(aged([900, 900, 900, 150, 55]), historyWith(plain), 5)).toBe(4);
});

test('a node is not given up while a required reading is unknown, or minutes of the window are', () => {
  const quiet = Array.from({ length: 300 }, () => 50_000);
  const holes = quiet.map((value, index) => (index < 200 ? null : value));
  const { cacheMemoryPercent: _, ...blind } = seen(quiet, 5).clusterMetrics;

  expect(decide(seen(holes, 5), policy, historyWith(plain), fixtureNowMs)).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['unknown-metric', 'learned-in'],
  });
  expect(decide({ ...seen(quiet, 5), clusterMetrics: blind }, policy, historyWith(plain), fixtureNowMs)).toMatchObject({
    verdict: 'hold',
    reasonCodes: ['unknown-metric', 'learned-in'],
  });
});

test('CPU that the load does not explain is left to the bands', () => {
  const quiet = Array.from({ length: 300 }, () => 50_000);

  expect(decide(seen(quiet, 3, { cpuPercent: 95 }), policy, historyWith(plain), fixtureNowMs).reasonCodes[0]).toBe(
    'cpu-above',
  );
});

test('six hours of more reads than eleven nodes carry ask for the next larger type, half an hour does not', () => {
  const quiet = Array.from({ length: 300 }, () => 50_000);
  const flood = [...quiet, ...Array.from({ length: 361 }, () => 500_000)];
  const flash = flood.slice(0, 331);

  expect(decide(seen(flash, 11), policy, historyWith(plain), fixtureNowMs).verdict).toBe('hold');
  expect(decide(seen(flood, 11), policy, historyWith(plain), fixtureNowMs)).toMatchObject({
    verdict: 'recommend',
    action: { kind: 'replace-node-type', to: 'dax.r5.xlarge' },
    reasonCodes: ['type-outgrown', 'approval-needed'],
  });
});

const loads = fc.array(fc.double({ min: 0, max: 500_000, noNaN: true }), { minLength: 60, maxLength: 300 });
const variants = fc.constantFrom(...clusterVariants);

test('more load never gives fewer nodes, and bounds hold', () => {
  fc.assert(
    fc.property(
      loads,
      variants,
      fc.integer({ min: 3, max: 11 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, variant, nodes, share) => {
        const more = nodesAfter(seen(values, nodes), historyWith(variant), nodes);
        const less = nodesAfter(
          seen(
            values.map((value) => value * share),
            nodes,
          ),
          historyWith(variant),
          nodes,
        );

        // A rise is a difference, so with it less load may look steeper only by what it is less.
        expect(more).toBeGreaterThanOrEqual(less);
        expect([more, less].every((count) => count >= policy.nodes.min && count <= policy.nodes.max)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('the same load after the change leads to hold', () => {
  fc.assert(
    fc.property(loads, variants, fc.integer({ min: 3, max: 11 }), (values, variant, nodes) => {
      const after = nodesAfter(seen(values, nodes), historyWith(variant), nodes);

      expect(nodesAfter(seen(values, after), historyWith(variant), after)).toBe(after);
    }),
    { numRuns: 40 },
  );
});

test('minutes after now change nothing, and neither does the clock', () => {
  fc.assert(
    fc.property(loads, variants, (values, variant) => {
      const known = seen(values, 5);
      const later = {
        ...known,
        demand: {
          cluster: {
            startMs: fixtureNowMs - values.length * minuteMs,
            periodMs: minuteMs,
            values: [...values, 9e9, 9e9],
          },
        },
      };

      expect(decide(later, policy, historyWith(variant), fixtureNowMs)).toEqual(
        decide(known, policy, historyWith(variant), fixtureNowMs),
      );
    }),
    { numRuns: 20 },
  );
});

const large = nodeTypeNamed(nodeCatalogue, 'dax.r5.large');

test('a review takes over what would have won: with a peak at the same time each day, a rule that foresees or keeps it', () => {
  if (large === undefined) throw new Error('no r5.large');
  const demand = Float64Array.from({ length: 10 * 1440 }, (_, minute) =>
    minute % 1440 >= 600 && minute % 1440 < 660 ? 200_000 : 60_000,
  );
  const shadows = new ClusterShadows({ demand, weight, minNodes: 3, maxNodes: 11 });
  const followers = new ClusterFollowers(shadows, listPrices);
  const review = { followers, minute: demand.length, nodeType: large, types: [large] };
  const champion = reviewCluster(review);

  expect(champion).toMatchObject({ nodeType: 'dax.r5.large', daysSeen: 10 });
  expect(champion.variant.season).not.toBe('none');
  // Taken over once, it stays.
  expect(reviewCluster({ ...review, champion }).variant).toEqual(champion.variant);
});

test('a review of less than a day keeps what there is', () => {
  if (large === undefined) throw new Error('no r5.large');
  const demand = new Float64Array(1439).fill(60_000);
  const shadows = new ClusterShadows({ demand, weight, minNodes: 3, maxNodes: 11 });

  const followers = new ClusterFollowers(shadows, listPrices);

  expect(reviewCluster({ followers, minute: demand.length, nodeType: large })).toMatchObject({
    daysSeen: 0,
    nodeType: 'dax.r5.large',
  });
});

test('a table of rare bursts goes on demand, a steady one is provisioned', () => {
  const table = { startMs: 0, minUnits: 5, maxUnits: 40_000, book: listPrices };
  const review = (demand: Float64Array) =>
    reviewTable({
      sides: [{ dimension: 'read', shadows: new TableShadows({ ...table, demand }) }],
      minute: demand.length,
      violationUsdPerMinute: 0.2,
    }).variant.kind;
  const bursts = Float64Array.from({ length: 8 * 1440 }, (_, minute) => (minute % 1440 < 5 ? 20_000 : 1));

  expect(review(bursts)).toBe('on-demand');
  expect(review(new Float64Array(8 * 1440).fill(500))).toBe('provisioned');
  expect(tableVariants.filter(({ kind }) => kind === 'on-demand')).toHaveLength(1);
});
