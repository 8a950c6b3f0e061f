import { metricId } from './metric-id';
import { MetricStore } from './metric-store';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const cpu = metricId('AWS/DAX', 'CPUUtilization', [{ Name: 'ClusterId', Value: 'products' }]);

function sumOf(store: MetricStore, startMs: number, endMs: number, periodMs = MINUTE_MS, unit?: string): number {
  const periods = store.read(cpu, { startMs, endMs }, { periodMs, unit, spread: false });
  return [...periods.values()].reduce((total, { sum }) => total + sum, 0);
}

test('dimensions in another order are the same metric', () => {
  const store = new MetricStore();
  const ab = [
    { Name: 'A', Value: '1' },
    { Name: 'B', Value: '2' },
  ];
  store.slot(metricId('N', 'm', ab), 'None', NOW_MS, NOW_MS).add(3);
  const read = store.read(
    metricId('N', 'm', [...ab].reverse()),
    { startMs: NOW_MS, endMs: NOW_MS + MINUTE_MS },
    { periodMs: MINUTE_MS, spread: true },
  );
  expect(read.get(NOW_MS)?.sum).toBe(3);
});

test('a window takes slots that begin in it, start included and end excluded', () => {
  const store = new MetricStore();
  for (const minute of [0, 1, 2, 3]) {
    store.slot(cpu, 'Percent', NOW_MS + minute * MINUTE_MS, NOW_MS).add(10 ** minute);
  }
  expect(sumOf(store, NOW_MS + MINUTE_MS, NOW_MS + 3 * MINUTE_MS)).toBe(110);
});

test('units are kept apart and read together if none is named', () => {
  const store = new MetricStore();
  store.slot(cpu, 'Percent', NOW_MS, NOW_MS).add(1);
  store.slot(cpu, 'None', NOW_MS, NOW_MS).add(2);
  const end = NOW_MS + MINUTE_MS;
  expect([sumOf(store, NOW_MS, end), sumOf(store, NOW_MS, end, MINUTE_MS, 'Percent')]).toEqual([3, 1]);
  expect(store.unitsOf(cpu)).toEqual(['None', 'Percent']);
});

test('points of high resolution answer short periods for three hours, then whole minutes', () => {
  const store = new MetricStore();
  for (const second of [0, 1, 30]) {
    store.slot(cpu, 'None', NOW_MS + second * 1_000, NOW_MS, true).add(1);
  }
  expect(sumOf(store, NOW_MS, NOW_MS + 10_000, 10_000)).toBe(2);
  store.prune(NOW_MS + 3 * HOUR_MS + MINUTE_MS);
  expect(sumOf(store, NOW_MS, NOW_MS + 10_000, 10_000)).toBe(0);
  expect(sumOf(store, NOW_MS, NOW_MS + MINUTE_MS)).toBe(3);
});

test('old minutes are rolled up into five minutes, then hours, then dropped', () => {
  const store = new MetricStore();
  for (let minute = 0; minute < 60; minute += 1) {
    store.slot(cpu, 'None', NOW_MS + minute * MINUTE_MS, NOW_MS).add(1);
  }
  const sizes = [16, 64, 456].map((days) => {
    store.prune(NOW_MS + days * DAY_MS);
    return store.size;
  });
  expect(sizes).toEqual([12, 1, 0]);
});

test('rolled up points keep statistics for long periods and are gone for short ones', () => {
  const store = new MetricStore();
  store.slot(cpu, 'None', NOW_MS, NOW_MS).add(1);
  store.slot(cpu, 'None', NOW_MS + MINUTE_MS, NOW_MS).add(5);
  store.prune(NOW_MS + 16 * DAY_MS);
  expect(sumOf(store, NOW_MS, NOW_MS + HOUR_MS)).toBe(0);
  const rolled = store.read(
    cpu,
    { startMs: NOW_MS, endMs: NOW_MS + HOUR_MS },
    { periodMs: 5 * MINUTE_MS, spread: true },
  );
  expect([...rolled].map(([atMs, { count, sum, minimum, maximum }]) => [atMs, count, sum, minimum, maximum])).toEqual([
    [NOW_MS, 2, 6, 1, 5],
  ]);
});

test('a metric is listed for two weeks after its last point', () => {
  const store = new MetricStore();
  store.slot(cpu, 'None', NOW_MS, NOW_MS).add(1);
  expect([store.list(NOW_MS + 14 * DAY_MS).length, store.list(NOW_MS + 15 * DAY_MS).length]).toEqual([1, 0]);
});

test('more slots than are allowed are rolled up before their time', () => {
  const store = new MetricStore(600);
  for (let minute = 0; minute < 10 * 24 * 60; minute += 1) {
    store.slot(cpu, 'None', NOW_MS + minute * MINUTE_MS, NOW_MS).add(1);
    if (minute % 60 === 0) {
      store.prune(NOW_MS + minute * MINUTE_MS);
    }
  }
  expect(store.size).toBeLessThan(1_500);
  expect(sumOf(store, NOW_MS, NOW_MS + 10 * DAY_MS, HOUR_MS)).toBe(10 * 24 * 60);
});
