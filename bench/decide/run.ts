import { performance } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { backtestPolicy } from '../../cli/backtest/play-request';
import { replayCluster } from '../../cli/backtest/replay-cluster';
import { decide, nodeCatalogue } from '../../shared/sizing';
import { aSnapshot, fixtureNowMs, minuteMs } from '../../shared/sizing/testing';
import { policySchema } from '../../shared/targets';

/**
 * What a decision costs, and how long 200 targets x 2 weeks of minutes take on two cores: the whole replay with its hourly reviews, the
 * first week being history. `bench/decide/run.ts [TARGETS]`. Goals: well under a millisecond; under a minute with flat memory.
 */
const days = 14;
const mix = { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.001 };

const load = (target: number): Float64Array =>
  Float64Array.from({ length: days * 1440 }, (_, minute) => {
    const daily = 1 + 0.5 * Math.sin((2 * Math.PI * (minute + target * 7)) / 1440);
    const noise = 1 + 0.1 * Math.sin(minute * 12.9898 + target * 78.233);
    return 120_000 * daily * noise;
  });

const replayTargets = (from: number, to: number): number => {
  let wishes = 0;
  for (let target = from; target < to; target += 1) {
    const replay = { demand: load(target), startMs: Date.UTC(2026, 10, 2), mix, fromMinute: 7 * 1440 };
    wishes += replayCluster({ ...replay, policy: backtestPolicy(), types: nodeCatalogue }).points.length;
  }
  return wishes;
};

const timeDecisions = (): void => {
  const policy = policySchema.parse({});
  const history = { switchesToOnDemandMs: [] };
  const cluster = aSnapshot({
    nodes: 5,
    cpuPercent: 25,
    cacheMemoryPercent: 40,
    hitRatePercent: 92,
    requestsPerSecond: 9000,
  });
  const values = Array.from(load(1));
  const learned = {
    ...history,
    learned: {
      cluster: {
        variant: { headroom: 0.1, inHours: 8, season: 'week', sight: 'lasting' },
        weight: { shared: 1.71828, perNode: 0.025 },
        limits: { cpuPercent: 90, afterLossPercent: 100 },
        nodeType: 'dax.r5.large',
        daysSeen: 14,
      },
    },
  } as const;
  const demand = { cluster: { startMs: fixtureNowMs - values.length * minuteMs, periodMs: minuteMs, values } };
  const units = (atMs: number): number => 300 + 200 * Math.sin((atMs / 86_400_000) * 2 * Math.PI);
  const table = { billingMode: 'provisioned', consumedRead: units, consumedWrite: units, days } as const;
  const behind = aSnapshot({ cluster: null, tables: [table] });
  for (const [name, run] of [
    ['on a cluster by bands', () => decide(cluster, policy, history, fixtureNowMs)],
    ['on a cluster by a learned rule', () => decide({ ...cluster, demand }, policy, learned, fixtureNowMs)],
    [`on a table with ${days} days of reads and writes`, () => decide(behind, policy, history, fixtureNowMs)],
  ] as const) {
    for (let warm = 0; warm < 500; warm += 1) run();
    const count = 2000;
    const began = performance.now();
    const before = process.cpuUsage();
    for (let turn = 0; turn < count; turn += 1) run();
    const ms = (performance.now() - began) / count;
    const { user, system } = process.cpuUsage(before);
    const cpu = (user + system) / count;
    process.stdout.write(
      `a decision ${name}: ${(ms * 1000).toFixed(0)} us, ${Math.round(1000 / ms)} a second; ${cpu.toFixed(0)} us of processor time\n`,
    );
  }
};

const main = async (): Promise<void> => {
  timeDecisions();
  const targets = Number(process.argv[2] ?? 200);
  const began = performance.now();
  const before = process.memoryUsage().rss;
  const halves = [
    [0, Math.floor(targets / 2)],
    [Math.floor(targets / 2), targets],
  ];
  let largest = before;
  const watch = setInterval(() => {
    largest = Math.max(largest, process.memoryUsage().rss);
  }, 200);
  const wishes = await Promise.all(
    halves.map(
      (half) =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(__filename, { workerData: half, execArgv: ['-r', 'esbuild-register'] });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1000;
  const minutes = targets * days * 1440;
  process.stdout.write(
    `${targets} targets x ${days} days: ${seconds.toFixed(1)} s on two workers, ${Math.round(minutes / seconds)} minutes a second, ${wishes.reduce((sum, one) => sum + one, 0)} wishes; memory ${Math.round(before / 1e6)} MB at the start, ${Math.round(largest / 1e6)} MB at most\n`,
  );
};

if (isMainThread) {
  main().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
} else {
  const [from = 0, to = 0] = workerData as readonly number[];
  parentPort?.postMessage(replayTargets(from, to));
}
