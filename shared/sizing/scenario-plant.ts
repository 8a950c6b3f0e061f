import { readUnits, writeUnits } from './capacity-units';
import { memoryOverhead } from './cluster-options';
import type { BillingMode, ThroughputPlan } from './decision';
import { nodeCatalogue, nodeTypeNamed } from './node-catalogue';
import { normalizedLoad, type Traffic } from './normalized-load';
import type { Series, Snapshot } from './snapshot';

/** What an application looks like to CloudWatch on a given setup: the fixture that `adviseScenario` plays `decide` over. */
export interface Plant {
  readonly pattern: 'steady' | 'spiky';
  readonly requestsPerSecond: number;
  readonly hitRatePercent: number;
  readonly writePercent: number;
  readonly itemKilobytes: number;
  readonly workingSetGibibytes: number | undefined;
}

export interface PlantSetup {
  readonly billingMode: BillingMode;
  readonly throughput: ThroughputPlan;
  readonly cluster: { readonly nodeType: string; readonly nodes: number } | undefined;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A cache of an unknown working set is filled to the middle of its band. */
const usualMemoryPercent = 70;
const evictingBytesPerMinute = 64 * 1024 ** 2;
/** What is left of the hits where the working set does not fit. */
const hitShareWithoutRoom = 0.8;

/** Spikes: ten minutes in each half hour at this many times the level. */
export const spikeFactor = 4;
const inSpike = (minute: number): boolean => ((minute % 30) + 30) % 30 >= 20;

export function trafficOf(plant: Plant, requestsPerSecond = plant.requestsPerSecond): Traffic {
  const reads = requestsPerSecond * (1 - plant.writePercent / 100);
  const hitsPerSecond = (reads * plant.hitRatePercent) / 100;
  return {
    hitsPerSecond,
    missesPerSecond: reads - hitsPerSecond,
    writesPerSecond: requestsPerSecond - reads,
    itemKilobytes: plant.itemKilobytes,
  };
}

/** A snapshot that ends in a spike, where there are any. `nowMs` is a full half hour. */
export function snapshotOfPlant(whole: Plant, setup: PlantSetup, nowMs: number): Snapshot {
  const { cluster } = setup;
  const type = cluster === undefined ? undefined : nodeTypeNamed(nodeCatalogue, cluster.nodeType);
  const used = usedPercent(whole, type?.memoryGibibytes ?? 0);
  const full = used > 100;
  const plant = full ? { ...whole, hitRatePercent: whole.hitRatePercent * hitShareWithoutRoom } : whole;
  const missing = cluster === undefined ? { ...plant, hitRatePercent: 0 } : plant;
  const capacity = (type?.normalizedRequestsPerSecond ?? 0) * (cluster?.nodes ?? 0);
  const level = (atMs: number): number =>
    plant.requestsPerSecond * (plant.pattern === 'spiky' && inSpike(atMs / minuteMs) ? spikeFactor : 1);
  const fine = (of: (traffic: Traffic) => number): Series =>
    series(65 * minuteMs, minuteMs, nowMs, (atMs) => of(trafficOf(plant, level(atMs))));
  const coarse = (of: (traffic: Traffic) => number): Series =>
    series(7 * dayMs, 5 * minuteMs, nowMs, (atMs) => of(trafficOf(missing, level(atMs))) * 300);
  const { itemKilobytes } = plant;
  const cpuOf = (traffic: Traffic): number =>
    Math.min(100, (normalizedLoad(traffic, cluster?.nodes ?? 1) / Math.max(1, capacity)) * 100);
  return {
    target: 'scenario',
    cluster:
      cluster === undefined
        ? { kind: 'none' }
        : {
            kind: 'cluster',
            name: 'scenario',
            status: 'available',
            nodeType: cluster.nodeType,
            nodeCount: cluster.nodes,
            nodes: Array.from({ length: cluster.nodes }, (_, index) => ({
              id: `scenario-${index}`,
              status: 'available',
            })),
          },
    tables: [
      {
        kind: 'table',
        name: 'scenario',
        status: 'ACTIVE',
        billingMode: setup.billingMode,
        throughput: setup.throughput,
        decreasesToday: 0,
        indexes: [],
        globalTable: false,
      },
    ],
    clusterMetrics:
      cluster === undefined
        ? {}
        : {
            cpuPercent: fine(cpuOf),
            cacheMemoryPercent: fine(() => Math.min(99.5, used)),
            requests: fine((one) => (one.hitsPerSecond + one.missesPerSecond + one.writesPerSecond) * 60),
            itemHits: fine(({ hitsPerSecond }) => hitsPerSecond * 60),
            itemMisses: fine(({ missesPerSecond }) => missesPerSecond * 60),
            putItem: fine(({ writesPerSecond }) => writesPerSecond * 60),
            ...(full ? { evictedBytes: fine(() => evictingBytesPerMinute) } : {}),
          },
    tableMetrics: {
      scenario: {
        consumedRead: coarse(({ missesPerSecond }) =>
          readUnits({ itemKilobytes, readsPerSecond: missesPerSecond, consistency: 'eventual' }),
        ),
        consumedWrite: coarse(({ writesPerSecond }) =>
          writeUnits({ itemKilobytes, writesPerSecond, kind: 'standard' }),
        ),
      },
    },
  };
}

/** The working set with overhead over the memory of a node; above 100 it does not fit. */
function usedPercent({ workingSetGibibytes }: Plant, memoryGibibytes: number): number {
  if (workingSetGibibytes === undefined || memoryGibibytes === 0) return usualMemoryPercent;
  return ((workingSetGibibytes * memoryOverhead) / memoryGibibytes) * 100;
}

function series(lengthMs: number, periodMs: number, nowMs: number, at: (atMs: number) => number): Series {
  const startMs = nowMs - lengthMs;
  return {
    startMs,
    periodMs,
    values: Array.from({ length: lengthMs / periodMs }, (_, index) => at(startMs + index * periodMs)),
  };
}
