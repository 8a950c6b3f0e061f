import { type ClusterPoint, nodeCatalogue, simulateTable, type TablePoint } from '../../shared/sizing';
import { policySchema } from '../../shared/targets';
import { clairvoyantTablePoints } from './clairvoyant-table';
import { replayCluster } from './replay-cluster';
import { replayTable } from './replay-table';
import { backtestCluster, backtestTable, defaultHistoryMinutes } from './run-backtest';

const startMs = Date.UTC(2026, 10, 2);
const dayMinutes = 1440;
const mix = { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.001 };
const policy = policySchema.parse({ nodes: { maxStepOut: 10, maxStepIn: 10 }, capacityMode: { maxSwitchesPerDay: 4 } });

/** Days with a busy afternoon, a jump now and then, and a quiet last third; noise from a fixed seed. */
const load = (days: number, level: number): Float64Array => {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let value = level;
  return Float64Array.from({ length: days * dayMinutes }, (_, minute) => {
    if (minute % 5 === 0) {
      const busy = Math.max(0, Math.sin((2 * Math.PI * minute) / dayMinutes));
      const jump = minute % 4000 < 90 ? 2 : 1;
      const fell = minute > (days * dayMinutes * 2) / 3 ? 0.5 : 1;
      value = level * (0.5 + busy) * jump * fell * (0.95 + 0.1 * random());
    }
    return value;
  });
};

const cluster = (demand: Float64Array, fromMinute: number): readonly ClusterPoint[] =>
  replayCluster({ demand, startMs, mix, fromMinute, policy, types: nodeCatalogue }).points;
const mixed = (demand: Float64Array, fromMinute: number): readonly ClusterPoint[] =>
  replayCluster({ demand, startMs, mix: { ...mix, writeRatio: 0.02 }, fromMinute, policy, types: nodeCatalogue })
    .points;
const table = (demand: Float64Array, fromMinute: number): readonly TablePoint[] =>
  replayTable({ demand, startMs, fromMinute, policy }).points;

test.each([
  ['cluster', cluster, 150_000],
  ['cluster with writes', mixed, 150_000],
  ['table', table, 500],
] as const)('a prefix of the series gives the same prefix of the timeline: %s', (_, replay, level) => {
  const whole = load(4, level);
  const timeline = replay(whole, dayMinutes);
  for (const end of [2.07].map((days) => Math.round(days * dayMinutes))) {
    const cut = replay(whole.slice(0, end), dayMinutes);
    const changed = replay(
      whole.map((value, minute) => (minute < end ? value : value * 5)),
      dayMinutes,
    );

    expect(cut).toEqual(timeline.filter(({ t }) => t < end));
    expect(changed.filter(({ t }) => t <= end)).toEqual(timeline.filter(({ t }) => t <= end));
  }
});

test('history is the first 7 days whatever comes later, once a series is longer than 10', () => {
  expect([11, 14, 200].map((days) => defaultHistoryMinutes(days * dayMinutes))).toEqual([10_080, 10_080, 10_080]);
  expect(defaultHistoryMinutes(8 * dayMinutes)).toBe(2 * dayMinutes);
});

test('wishes for a table keep within what AWS allows, so none is refused', () => {
  const demand = load(4, 500);
  const points = table(demand, dayMinutes);

  expect(points.length).toBeGreaterThan(5);
  expect(simulateTable(demand, points, { fromMinute: dayMinutes, startMs }).refused).toBe(0);
});

test('bounds and step limits of the policy hold in every wish', () => {
  const tight = policySchema.parse({
    nodes: { min: 4, max: 7, maxStepOut: 1, maxStepIn: 1, allowedTypes: ['dax.r5.large'] },
  });
  const { points } = replayCluster({
    demand: load(4, 250_000),
    startMs,
    mix,
    fromMinute: dayMinutes,
    policy: tight,
    types: nodeCatalogue,
  });

  expect(points.length).toBeGreaterThan(5);
  for (const [index, point] of points.entries()) {
    expect(point.nodes).toBeGreaterThanOrEqual(4);
    expect(point.nodes).toBeLessThanOrEqual(7);
    const before = points[index - 1];
    if (before !== undefined) expect(Math.abs(point.nodes - before.nodes)).toBe(1);
  }
});

test('a load that never changes is left alone', () => {
  expect(cluster(new Float64Array(3 * dayMinutes).fill(150_000), dayMinutes)).toHaveLength(1);
  expect(table(new Float64Array(3 * dayMinutes).fill(500), dayMinutes)).toHaveLength(1);
});

test('the report has the keys that others read', () => {
  const series = { startMs, values: load(3, 1), notes: [] };
  const input = { name: 'made', series, meanRate: 130_000, historyMinutes: dayMinutes, policy };
  const dax = backtestCluster(input, mix).report;
  const dynamodb = backtestTable({ ...input, meanRate: 500 }).report;

  expect(dax).toMatchObject({
    series: 'made',
    domain: 'dax',
    meanRate: 130_000,
    mix: { hit: 0.92, kb: 1, write: 0.001 },
  });
  expect(dax.points[0]).toEqual({ t: 0, nodes: expect.any(Number), nodeType: expect.stringMatching(/^dax\.r5\./) });
  expect(dynamodb).toMatchObject({ series: 'made', domain: 'dynamodb', meanRate: 500 });
  expect(dynamodb.points[0]).toMatchObject({ t: 0, mode: expect.stringMatching(/^(provisioned|on-demand)$/) });
  for (const { usd, violationMinutes, changes, contenders } of [dax, dynamodb]) {
    expect([usd, violationMinutes, changes].every(Number.isFinite)).toBe(true);
    expect(contenders[0]).toMatchObject({ name: 'daxpilot', usd, violationMinutes, changes });
  }
});

test('the one who knows the future is never beaten by more than its steps of ten minutes', () => {
  const series = { startMs, values: load(3, 1), notes: [] };
  const { report } = backtestCluster({ name: 'made', series, meanRate: 130_000, policy }, mix);
  const clairvoyant = report.contenders.find(({ name }) => name === 'clairvoyant');

  expect(clairvoyant?.knowsTheFuture).toBe(true);
  for (const { total } of report.contenders) expect(clairvoyant?.total).toBeLessThanOrEqual(total * 1.02);
});

test('who knows the future of a table keeps within the ration and is beaten by its sizes and steps at most', () => {
  const series = { startMs, values: load(3, 1), notes: [] };
  const { report, demand } = backtestTable({ name: 'made', series, meanRate: 500, policy });
  const clairvoyant = report.contenders.find(({ name }) => name === 'clairvoyant');
  const points = clairvoyantTablePoints({
    demand,
    startMs,
    fromMinute: report.historyMinutes,
    minUnits: 5,
    maxUnits: 40_000,
    unitUsdPerMinute: 0.00013 / 60,
    requestUsd: 0.125e-6,
    violationUsdPerMinute: report.violationUsdPerMinute,
  });

  expect(points.length).toBeGreaterThan(3);
  expect(simulateTable(demand, points, { fromMinute: report.historyMinutes, startMs }).refused).toBe(0);
  for (const { total } of report.contenders) expect(clairvoyant?.total).toBeLessThanOrEqual(total * 1.05);
});
