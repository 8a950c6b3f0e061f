import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Clock } from './clock';
import { clusterMinute, datum, type Mix, utilisationPercent } from './cluster-plant';
import { putMetrics, type SeenCluster, type SeenTable, type Stage, seeCluster, seeTable } from './stage';
import { tableMinute } from './table-plant';

const minuteMs = 60_000;

export interface ClusterPart {
  readonly name: string;
  /** The table whose items it caches. */
  readonly table: string;
  readonly requestsPerSecondPerNode: number;
  readonly mix: Mix;
}

/** One played minute, as the narrator shows it. */
export interface PlayedMinute {
  readonly atMs: number;
  readonly requestsPerSecond: number;
  readonly cluster: SeenCluster;
  readonly cpuPercent: number;
  readonly unitsPerSecond: number;
  readonly table: SeenTable;
  readonly throttledPerMinute: number;
}

export interface Player {
  /** Begins the second act: the table's load comes from `load` by minute of the act. */
  playTable(load: (minute: number) => number): void;
  readonly minutesPlayed: () => number;
  stop(): void;
}

/**
 * At every full minute of the platform's clock publishes the metrics of the minute that ended: the recorded load of that minute, served
 * by the nodes and units that the cluster and the table have at that time. So the loop is closed: what daxpilot changes shows in what
 * it sees next.
 */
export const startPlayer = (input: {
  readonly stage: Stage;
  readonly clock: Clock;
  readonly cluster: ClusterPart;
  readonly table: string;
  readonly series: readonly number[];
  readonly onMinute: (minute: PlayedMinute) => void;
  readonly onError: (error: unknown) => void;
}): Player => {
  const { stage, clock, cluster, series } = input;
  let played = 0;
  let tableAct: { readonly load: (minute: number) => number; readonly from: number } | undefined;
  let savedUnits = 0;
  const playMinute = async (dueMs: number): Promise<void> => {
    const at = new Date(dueMs - minuteMs);
    const requestsPerSecond = series[Math.min(played, series.length - 1)] ?? 0;
    const unitsPerSecond = tableAct === undefined ? 20 : tableAct.load(played - tableAct.from);
    const [seenCluster, seenTable] = await Promise.all([seeCluster(stage, cluster.name), seeTable(stage, input.table)]);
    const load = { ...cluster, cluster: cluster.name, nodeIds: seenCluster.availableNodes, requestsPerSecond, at };
    const minute = tableMinute({
      table: input.table,
      unitsPerSecond,
      provisionedUnits: seenTable.provisionedRead,
      savedUnits,
      at,
    });
    savedUnits = minute.savedUnits;
    played += 1;
    await putMetrics(stage, 'AWS/DAX', clusterMinute(load));
    await putMetrics(stage, 'AWS/DynamoDB', [...minute.data, ...behindCluster(cluster, requestsPerSecond, at)]);
    input.onMinute({
      atMs: dueMs,
      requestsPerSecond,
      cluster: seenCluster,
      cpuPercent: Math.min(100, utilisationPercent(load)),
      unitsPerSecond,
      table: seenTable,
      throttledPerMinute: minute.throttledPerMinute,
    });
  };
  const timer = clock.every(minuteMs, (dueMs) => playMinute(dueMs).catch(input.onError));
  return {
    playTable(load) {
      savedUnits = 0;
      tableAct = { load, from: played };
    },
    minutesPlayed: () => played,
    stop: () => timer.cancel(),
  };
};

/** Metrics of the hour (cluster) and the day (table) before the play, so that there is something to judge the first minute by. */
export const publishPast = async (input: {
  readonly stage: Stage;
  readonly nowMs: number;
  readonly cluster: ClusterPart;
  readonly nodeIds: readonly string[];
  readonly table: string;
  readonly requestsPerSecond: number;
}): Promise<void> => {
  const { stage, nowMs, cluster, nodeIds, requestsPerSecond } = input;
  const minutesBefore = (count: number) =>
    Array.from({ length: count }, (_, i) => new Date(Math.floor(nowMs / minuteMs) * minuteMs - (count - i) * minuteMs));
  const ofCluster = minutesBefore(60).flatMap((at) =>
    clusterMinute({ ...cluster, cluster: cluster.name, nodeIds, requestsPerSecond, at }),
  );
  const ofTable = minutesBefore(24 * 60).flatMap(
    (at) => tableMinute({ table: input.table, unitsPerSecond: 20, provisionedUnits: 400, savedUnits: 0, at }).data,
  );
  await putMetrics(stage, 'AWS/DAX', ofCluster);
  const ofTableBehind = minutesBefore(60).flatMap((at) => behindCluster(cluster, requestsPerSecond, at));
  await putMetrics(stage, 'AWS/DynamoDB', [...ofTable, ...ofTableBehind]);
};

/** What reaches the table behind the cluster: the misses, at half a unit each (eventually consistent, up to 4 KB), and every write. */
const behindCluster = ({ table, mix }: ClusterPart, requestsPerSecond: number, at: Date): readonly MetricDatum[] => {
  const reads = requestsPerSecond * (1 - mix.writeRatio) * (1 - mix.hitRatio);
  const dimensions = [{ Name: 'TableName', Value: table }];
  return [
    datum('ConsumedReadCapacityUnits', dimensions, reads * 0.5 * 60, 'Count', at),
    datum('ConsumedWriteCapacityUnits', dimensions, requestsPerSecond * mix.writeRatio * 60, 'Count', at),
  ];
};
