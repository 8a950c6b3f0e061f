import fc from 'fast-check';
import { decide } from '../decide';
import type { Decision, History } from '../decision';
import { seriesFromPoints } from '../series';
import type { Series, Snapshot, TableState } from '../snapshot';
import { aSnapshot, aTable, fixtureNowMs, minuteMs } from '../testing';
import type { ClusterChampion } from './champion';
import { clusterVariants } from './cluster-variants';
import { type ProvisionedVariant, tableVariants } from './table-variants';
import { dayMinutes, limits, nothingBefore, policy, randomFrom, sameFor, tableSeen, weight } from './testing';

/** What has to hold of decisions by learned rules whatever the load. */

const seriesOf = (values: readonly (number | null)[], nowMs = fixtureNowMs): Series => ({
  startMs: nowMs - values.length * minuteMs,
  periodMs: minuteMs,
  values,
});

const clusterSeen = (demand: Series, nodes: number): Snapshot => ({
  ...aSnapshot({ nodes, cpuPercent: 50, cacheMemoryPercent: 70, hitRatePercent: 92, requestsPerSecond: 1000 }),
  demand: { cluster: demand },
});
const clusterRule = (variant: ClusterChampion['variant']): History => ({
  ...nothingBefore,
  learned: { cluster: { variant, weight, limits, nodeType: 'dax.r5.large', daysSeen: 14 } },
});
const nodesAfter = ({ action }: Decision, nodes: number): number =>
  action?.kind === 'set-node-count' ? action.to : nodes;

interface Units {
  readonly read: number;
  readonly write: number;
  readonly ofIndex: number;
}

const provisionedTable = ({ read, write, ofIndex }: Units, more: Partial<TableState> = {}): TableState => ({
  ...aTable({ billingMode: 'provisioned', read, write, indexes: [{ name: 'by-day', read: 5, write: ofIndex }] }),
  scaling: [],
  ...more,
});
const tableRule = (variant: ProvisionedVariant): History => ({
  ...nothingBefore,
  learned: {
    tables: {
      products: {
        variant,
        others: [
          { dimension: 'write', variant },
          { index: 'by-day', dimension: 'write', variant },
        ],
        daysSeen: 14,
      },
    },
  },
});
const unitsAfter = ({ action }: Decision, units: Units): Units => {
  if (action?.kind !== 'set-throughput') return units;
  return { read: action.to.read, write: action.to.write, ofIndex: action.to.indexes[0]?.write ?? 0 };
};

const provisionedVariants = tableVariants.filter((one): one is ProvisionedVariant => one.kind === 'provisioned');
const aTableVariant = fc.constantFrom(...provisionedVariants);
const aClusterVariant = fc.constantFrom(...clusterVariants);
/** A day and a bit of a load that jumps. */
const aLoad = fc
  .record({ level: fc.integer({ min: 10, max: 2000 }), jump: fc.integer({ min: 1, max: 6 }), seed: fc.nat() })
  .map(({ level, jump, seed }) => {
    const random = randomFrom(seed);
    let now = level;
    return Array.from({ length: dayMinutes + 60 }, () => {
      if (random() < 0.02) now = level * (1 + (jump - 1) * random());
      return Math.ceil(now * (0.9 + 0.2 * random()));
    });
  });
const someUnits = fc.integer({ min: 5, max: 12_000 });
const someNodes = fc.integer({ min: 3, max: 11 });
/** Table loads are hundreds of units, cluster loads hundreds of thousands of requests. */
const requests = 100;
const more = (values: readonly number[], factor: number): readonly number[] => values.map((value) => value * factor);

test('the same load after the change leads to hold', () => {
  fc.assert(
    fc.property(aTableVariant, aLoad, someUnits, (variant, values, had) => {
      const units = { read: had, write: had, ofIndex: had };
      const load = sameFor(seriesOf(values));
      const first = decide(tableSeen(load, provisionedTable(units)), policy, tableRule(variant), fixtureNowMs);
      const second = decide(
        tableSeen(load, provisionedTable(unitsAfter(first, units))),
        policy,
        tableRule(variant),
        fixtureNowMs,
      );

      expect(second).toMatchObject({ verdict: 'hold', action: null });
    }),
    { numRuns: 30, endOnFailure: true },
  );
  fc.assert(
    fc.property(aClusterVariant, aLoad, someNodes, (variant, values, had) => {
      const load = seriesOf(more(values, requests));
      const first = decide(clusterSeen(load, had), policy, clusterRule(variant), fixtureNowMs);
      const nodes = nodesAfter(first, had);
      const second = decide(clusterSeen(load, nodes), policy, clusterRule(variant), fixtureNowMs);

      // Larger types are asked for where the load has outgrown this one; no count answers that.
      if (first.action?.kind !== 'replace-node-type') expect(nodesAfter(second, nodes)).toBe(nodes);
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

test('more load never gives less capacity', () => {
  fc.assert(
    fc.property(aTableVariant, aLoad, someUnits, fc.nat(), (variant, values, had, seed) => {
      const random = randomFrom(seed);
      const units = { read: had, write: had, ofIndex: had };
      const heavier = values.map((value) => value + (random() < 0.1 ? value * random() : 0));
      const by = (load: readonly number[]) =>
        unitsAfter(
          decide(tableSeen(sameFor(seriesOf(load)), provisionedTable(units)), policy, tableRule(variant), fixtureNowMs),
          units,
        );

      expect(by(heavier).read).toBeGreaterThanOrEqual(by(values).read);
      expect(by(heavier).ofIndex).toBeGreaterThanOrEqual(by(values).ofIndex);
    }),
    { numRuns: 30, endOnFailure: true },
  );
  fc.assert(
    fc.property(
      aClusterVariant,
      aLoad,
      someNodes,
      fc.double({ min: 1, max: 3, noNaN: true }),
      (variant, values, had, factor) => {
        const by = (load: readonly number[]) => {
          const decision = decide(clusterSeen(seriesOf(load), had), policy, clusterRule(variant), fixtureNowMs);
          return decision.action?.kind === 'replace-node-type' ? 12 : nodesAfter(decision, had);
        };

        expect(by(more(values, requests * factor))).toBeGreaterThanOrEqual(by(more(values, requests)));
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
});

test('unknown never leads to a change', () => {
  const steady = fc.integer({ min: 100, max: 2000 });
  fc.assert(
    fc.property(
      aTableVariant,
      steady,
      fc.nat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (variant, level, seed, share) => {
        const random = randomFrom(seed);
        const fits = Math.ceil(level / variant.utilisation - 1e-9);
        const holes = Array.from({ length: dayMinutes + 60 }, () => (random() < share ? null : level));
        const units = { read: fits, write: fits, ofIndex: fits };
        const by = (table: TableState) =>
          decide(tableSeen(sameFor(seriesOf(holes)), table), policy, tableRule(variant), fixtureNowMs).action;

        expect(by(provisionedTable(units))).toBeNull();
        // Of units that are far too many none is given up while the last minutes are unknown.
        const blind = [...holes.slice(0, -5), null, null, null, null, null];
        const plenty = provisionedTable({ read: fits * 3, write: fits * 3, ofIndex: fits * 3 });
        expect(
          decide(tableSeen(sameFor(seriesOf(blind)), plenty), policy, tableRule(variant), fixtureNowMs).action,
        ).toBeNull();
      },
    ),
    { numRuns: 30, endOnFailure: true },
  );
  fc.assert(
    fc.property(aClusterVariant, steady, someNodes, (variant, level, nodes) => {
      const blind = [...new Array(dayMinutes).fill(level * requests), null, null, null, null, null];
      const decision = decide(clusterSeen(seriesOf(blind), nodes), policy, clusterRule(variant), fixtureNowMs);

      expect(decision.reasonCodes).not.toContain('learned-out');
      expect(decision.reasonCodes).not.toContain('learned-in');
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

test('the order of datapoints, duplicates and those of minutes that are not over change nothing', () => {
  fc.assert(
    fc.property(aTableVariant, aClusterVariant, aLoad, fc.nat(), (variant, ofCluster, values, seed) => {
      const random = randomFrom(seed);
      const { startMs } = seriesOf(values);
      const points = values.map((value, minute) => ({ atMs: startMs + minute * minuteMs, value }));
      const late = { atMs: fixtureNowMs + minuteMs, value: 1e6 };
      const shuffled = [...points, ...points.slice(300, 600), late]
        .map((point) => ({ point, key: random() }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ point }) => point);
      const again = seriesFromPoints(shuffled, minuteMs) ?? seriesOf([]);
      const units = { read: 500, write: 500, ofIndex: 500 };
      const table = (load: Series) =>
        decide(tableSeen(sameFor(load), provisionedTable(units)), policy, tableRule(variant), fixtureNowMs);
      const cluster = (load: Series) => decide(clusterSeen(load, 5), policy, clusterRule(ofCluster), fixtureNowMs);

      expect(table(again)).toEqual(table(seriesOf(values)));
      expect(cluster(again)).toEqual(cluster(seriesOf(values)));
    }),
    { numRuns: 8, endOnFailure: true },
  );
});
