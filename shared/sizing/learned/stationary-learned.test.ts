import fc from 'fast-check';
import { decide } from '../decide';
import type { Action, Change } from '../decision';
import { nodeCatalogue } from '../node-catalogue';
import { DecreaseRation } from '../play/decrease-ration';
import { listPrices } from '../price-book';
import type { Series, TableState } from '../snapshot';
import { aSnapshot, aTable, fixtureNowMs, minuteMs } from '../testing';
import type { ClusterChampion } from './champion';
import { reviewCluster } from './cluster-review';
import { ClusterShadows } from './cluster-shadows';
import { reviewTable } from './table-review';
import type { TableRule } from './table-rule';
import { TableShadows } from './table-shadows';
import { dayMinutes, nothingBefore, policy, randomFrom, sameFor, tableSeen, weight } from './testing';

/** A load that stays what it is is not answered for ever. */

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
