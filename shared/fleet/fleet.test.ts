import {
  acknowledgement,
  CLOCK_SKEW_MS,
  LatencyHistogram,
  type ProcessState,
  processItem,
  processKey,
  readProcessState,
  routeData,
} from './index';

const state = (change: Partial<ProcessState> = {}): ProcessState => ({
  target: 'products',
  processId: 'p1',
  epoch: 4,
  phase: 2,
  openEarlier: 0,
  givenUpEarlier: 0,
  leaseUntilMs: 100_000,
  ...change,
});

describe('an epoch is acknowledged', () => {
  test('when every process alive has adopted it and ended what came before', () => {
    expect(acknowledgement([state(), state({ processId: 'p2', epoch: 5 })], 4, 0)).toEqual({
      kind: 'acknowledged',
      processes: 2,
    });
  });

  test.each([
    ['behind', { epoch: 3 }],
    ['refused', { epoch: 3, refused: 'phase 0 is not followed by phase 3' }],
    ['unreachable-cluster', { epoch: 3, unreachable: 'new: no node of new can be reached' }],
    ['open-calls', { openEarlier: 1 }],
    ['given-up-calls', { givenUpEarlier: 2 }],
  ] as const)('not while a process is %s', (why, change) => {
    expect(acknowledgement([state(), state({ processId: 'slow', ...change })], 4, 0)).toEqual({
      kind: 'waiting',
      for: [{ processId: 'slow', why }],
    });
  });

  test('without those whose lease is over, clocks that differ allowed for', () => {
    const gone = state({ processId: 'gone', epoch: 1, leaseUntilMs: 1_000 });
    expect(acknowledgement([gone], 4, 1_000 + CLOCK_SKEW_MS - 1).kind).toBe('waiting');
    expect(acknowledgement([gone], 4, 1_000 + CLOCK_SKEW_MS)).toEqual({ kind: 'acknowledged', processes: 0 });
  });
});

test('a process item reads back as what was written, and expires a day after its lease', () => {
  const written = state({ lastWriteAroundAtMs: 7, refused: 'no', unreachable: 'new' });
  const item = processItem(processKey('products', 'p1'), written);
  expect(readProcessState({ ...item })).toEqual(written);
  expect(item.expiresAt).toBe(100 + 86_400);
  expect(readProcessState({ pk: 'x' })).toBeUndefined();
});

test('latencies fit into one datum and are off by a tenth at most', () => {
  const histogram = new LatencyHistogram();
  for (let ms = 0.1; ms < 60_000; ms *= 1.01) histogram.add(ms);
  const [datum] = routeData(
    'products',
    new Map([['dax', { latency: histogram, failures: 0 }]]),
    undefined,
    new Date(0),
  );
  if (datum?.Unit !== 'Milliseconds') throw new Error('no latency');
  expect(datum.Values.length).toBeLessThanOrEqual(150);
  expect(datum.Counts.reduce((sum, count) => sum + count, 0)).toBe(histogram.count);
  const single = new LatencyHistogram();
  single.add(12.3);
  expect(Math.abs(Number(single.values().Values[0]) / 12.3 - 1)).toBeLessThan(0.1);
});
