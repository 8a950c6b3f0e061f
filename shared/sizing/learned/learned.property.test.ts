import fc from 'fast-check';
import { policySchema } from '../../targets';
import { decide } from '../decide';
import type { Action, Change, Decision, History } from '../decision';
import { nodeCatalogue } from '../node-catalogue';
import { DecreaseRation } from '../play/decrease-ration';
import { listPrices } from '../price-book';
import { seriesFromPoints } from '../series';
import type { Series, Snapshot, TableState } from '../snapshot';
import { aSnapshot, aTable, fixtureNowMs, minuteMs } from '../testing';
import type { ClusterChampion } from './champion';
import { reviewCluster } from './cluster-review';
import { ClusterShadows } from './cluster-shadows';
import { clusterVariants } from './cluster-variants';
import { reviewTable } from './table-review';
import type { TableRule } from './table-rule';
import { TableShadows } from './table-shadows';
import { type ProvisionedVariant, tableVariants } from './table-variants';

/** What has to hold of decisions by learned rules whatever the load, and that a load which stays the same is not answered for ever. */

const dayMinutes = 1440;
const policy = policySchema.parse({ learnedRules: 'on', nodes: { maxStepOut: 10, maxStepIn: 10 } });
const weight = { shared: 1.71828, perNode: 0.025 };
const limits = { cpuPercent: 90, afterLossPercent: 100 };
const nothingBefore: History = { switchesToOnDemandMs: [] };

const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

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

interface Load {
  readonly read: Series;
  readonly write: Series;
  readonly ofIndex: Series;
}
interface Units {
  readonly read: number;
  readonly write: number;
  readonly ofIndex: number;
}

const sameFor = (each: Series): Load => ({ read: each, write: each, ofIndex: each });
const provisionedTable = ({ read, write, ofIndex }: Units, more: Partial<TableState> = {}): TableState => ({
  ...aTable({ billingMode: 'provisioned', read, write, indexes: [{ name: 'by-day', read: 5, write: ofIndex }] }),
  scaling: [],
  ...more,
});
const tableSeen = ({ read, write, ofIndex }: Load, table: TableState): Snapshot => ({
  target: 'products',
  cluster: { kind: 'none' },
  clusterMetrics: {},
  tables: [table],
  tableMetrics: {},
  demand: { tables: { products: read }, writes: { products: write, 'products/by-day': ofIndex } },
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

const knownDays = 7;
const playedDays = 30;
/** Reviews, one a day, end when the load has been seen for two weeks: it stays what it is. */
const reviewedDays = 14;
const lookEveryMinutes = 20;
const daysOf = (demand: Float64Array, days: number): Float64Array => demand.subarray(0, days * dayMinutes);
const isReviewed = (minute: number): boolean => minute % dayMinutes === 0 && minute <= reviewedDays * dayMinutes;

/** One that is the same each minute is the same after a week. */
const constantDays = 7;

/** Loads that stay what they are, per minute. */
const stationary = (kind: 'constant' | 'noisy' | 'daily', level: number, seed: number): Float64Array => {
  const random = randomFrom(seed);
  const days = knownDays + (kind === 'constant' ? constantDays : playedDays);
  return Float64Array.from({ length: days * dayMinutes }, (_, minute) => {
    const noise = kind === 'constant' ? 1 : 0.9 + 0.2 * random();
    const wave = kind === 'daily' ? 1 + 0.6 * Math.sin((2 * Math.PI * minute) / dayMinutes) : 1;
    return Math.ceil(level * noise * wave);
  });
};

/** What the looks of the schedule change in 30 days; writes are as the reads are. */
function tableChanges(demand: Float64Array): readonly Action[] {
  const startMs = fixtureNowMs - (fixtureNowMs % (dayMinutes * minuteMs));
  const shadows = new TableShadows({
    minUnits: 5,
    maxUnits: 40_000,
    startMs,
    book: listPrices,
    demand: daysOf(demand, reviewedDays),
  });
  const whole: Series = { startMs, periodMs: minuteMs, values: Array.from(demand) };
  const ration = new DecreaseRation();
  const made: Action[] = [];
  let champion: TableRule | undefined;
  let table: TableState = { ...aTable({ billingMode: 'on-demand', indexes: [] }), scaling: [] };
  let lastChange: Change | undefined;
  for (let minute = knownDays * dayMinutes; minute < demand.length; minute += lookEveryMinutes) {
    if (isReviewed(minute) || champion === undefined) champion = reviewed(minute, champion);
    const nowMs = startMs + minute * minuteMs;
    const history = {
      ...nothingBefore,
      learned: { tables: { products: champion } },
      ...(lastChange && { lastChange }),
    };
    const seen = tableSeen(sameFor(whole), table);
    const { action } = decide(seen, policy, history, nowMs);
    if (action?.kind === 'set-billing-mode' && action.throughput) {
      const { indexes: _, ...throughput } = action.throughput;
      table = { ...table, billingMode: 'provisioned', throughput };
    } else if (action?.kind === 'set-throughput') {
      const isLess = action.to.read < action.from.read || action.to.write < action.from.write;
      if (isLess && !ration.take(nowMs / minuteMs)) throw new Error('AWS would have refused this decrease');
      table = {
        ...table,
        throughput: action.to,
        ...(isLess && { lastDecreaseMs: nowMs, decreasesToday: ration.taken }),
      };
    } else if (action !== null) table = { ...table, billingMode: 'on-demand', throughput: { read: 0, write: 0 } };
    if (action === null) continue;
    made.push(action);
    lastChange = { kind: action.kind, direction: 'other', completedAtMs: nowMs };
  }
  return made;

  function reviewed(minute: number, before: TableRule | undefined): TableRule {
    const sides = [{ dimension: 'read', shadows }] as const;
    const found = reviewTable({ sides, minute, violationUsdPerMinute: 0.2, ...(before && { champion: before }) });
    const { variant } = found;
    return { ...found, others: variant.kind === 'on-demand' ? [] : [{ dimension: 'write', variant }] };
  }
}

function clusterChanges(demand: Float64Array): readonly Action[] {
  const [large] = nodeCatalogue.filter(({ name }) => name === 'dax.r5.large');
  if (large === undefined) throw new Error('no r5.large');
  const only = { ...policy, nodes: { ...policy.nodes, allowedTypes: [large.name] } };
  const startMs = fixtureNowMs;
  const shadows = new ClusterShadows({ demand: daysOf(demand, reviewedDays), weight, minNodes: 3, maxNodes: 11 });
  const whole: Series = { startMs, periodMs: minuteMs, values: Array.from(demand) };
  const made: Action[] = [];
  let champion: ClusterChampion | undefined;
  let nodes = 11;
  let lastChange: Change | undefined;
  for (let minute = knownDays * dayMinutes; minute < demand.length; minute += 60) {
    if (isReviewed(minute) || champion === undefined)
      champion = reviewCluster({
        shadows,
        minute,
        nodeType: large,
        types: [large],
        book: listPrices,
        ...(champion && { champion }),
      });
    const nowMs = startMs + minute * minuteMs;
    const seen = aSnapshot({
      nodes,
      nowMs,
      cpuPercent: 50,
      cacheMemoryPercent: 70,
      hitRatePercent: 92,
      requestsPerSecond: 1000,
    });
    const history = { ...nothingBefore, learned: { cluster: champion }, ...(lastChange && { lastChange }) };
    const { action } = decide({ ...seen, demand: { cluster: whole } }, only, history, nowMs);
    if (action === null) continue;
    made.push(action);
    if (action.kind === 'set-node-count') {
      lastChange = { kind: action.kind, direction: action.to > nodes ? 'out' : 'in', completedAtMs: nowMs };
      nodes = action.to;
    }
  }
  return made;
}

const someLoad = ([min, max]: readonly [number, number]) =>
  fc.record({ level: fc.integer({ min, max }), seed: fc.nat() });
/** A shrunk load of 30 days is no easier to read. */
const few = { numRuns: 1, endOnFailure: true };

/** A wave is followed, so its changes are bounded by the day: AWS allows 27 decreases, and an increase is one of 3 % or more. */
test.each([
  ['constant', 1],
  ['noisy', playedDays * 10],
  ['daily', playedDays * 54],
] as const)('a %s load of a table is answered by a bounded number of changes in 30 days', (kind, most) => {
  fc.assert(
    fc.property(someLoad([20, 5000]), ({ level, seed }) => {
      const changes = tableChanges(stationary(kind, level, seed));

      expect(changes.filter((action) => action.kind === 'set-billing-mode').length).toBeLessThanOrEqual(1);
      expect(changes.length).toBeLessThanOrEqual(most);
    }),
    few,
  );
});

test.each([
  ['constant', 1],
  ['noisy', 10],
  ['daily', playedDays * 20],
] as const)('a %s load of a cluster is answered by a bounded number of changes in 30 days', (kind, most) => {
  fc.assert(
    fc.property(someLoad([40_000, 180_000]), ({ level, seed }) => {
      expect(clusterChanges(stationary(kind, level, seed)).length).toBeLessThanOrEqual(most);
    }),
    few,
  );
});
