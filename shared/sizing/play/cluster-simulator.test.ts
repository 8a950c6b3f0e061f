import { simulateCluster } from './cluster-simulator';

const mix = { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.001 };
const large = 'dax.r5.large';
const hour = (requests: number, minutes = 60) => new Float64Array(minutes).fill(requests);
const perMinute = 0.255 / 60;

test('a quiet cluster costs its nodes by the minute', () => {
  const play = simulateCluster(hour(60_000), mix, [{ t: 0, nodes: 3, nodeType: large }], { fromMinute: 0 });

  expect(play).toMatchObject({ violationMinutes: 0, changes: 0 });
  expect(play.usd).toBeCloseTo(3 * 0.255, 10);
});

test('nodes serve 10 minutes after the call and are paid from the call', () => {
  // 100,000 requests/s need 4 nodes: asked for at minute 20, they are there at minute 30.
  const points = [
    { t: 0, nodes: 3, nodeType: large },
    { t: 20, nodes: 4, nodeType: large },
  ];
  const play = simulateCluster(hour(100_000), mix, points, { fromMinute: 0 });

  expect(play.violationMinutes).toBe(30);
  expect(play.usd).toBeCloseTo(perMinute * (20 * 3 + 40 * 4), 10);
  expect([play.nodes[29], play.nodes[30]]).toEqual([3, 4]);
});

test('a node that leaves serves no more at once and is paid two minutes longer', () => {
  const points = [
    { t: 0, nodes: 4, nodeType: large },
    { t: 30, nodes: 3, nodeType: large },
  ];
  const play = simulateCluster(hour(100_000), mix, points, { fromMinute: 0 });

  expect(play.violationMinutes).toBe(30);
  expect(play.usd).toBeCloseTo(perMinute * (32 * 4 + 28 * 3), 10);
});

test('another node type is a second cluster for 25 minutes', () => {
  const points = [
    { t: 0, nodes: 3, nodeType: large },
    { t: 10, nodes: 3, nodeType: 'dax.r5.xlarge' },
  ];
  const play = simulateCluster(hour(100_000), mix, points, { fromMinute: 0 });

  // The old one until minute 35, the new one from minute 10; 100,000/s are too much for the old one only.
  expect(play.violationMinutes).toBe(35);
  expect(play.usd).toBeCloseTo((35 * 3 * 0.255 + 50 * 3 * 0.509) / 60, 10);
  expect(play.usdByMinute.reduce((sum, one) => sum + one, 0)).toBeCloseTo(play.usd, 10);
  expect([play.violated[34], play.violated[35]]).toEqual([1, 0]);
});

test('a wish that comes while the cluster changes waits, and the newest counts', () => {
  const points = [
    { t: 0, nodes: 3, nodeType: large },
    { t: 10, nodes: 5, nodeType: large },
    { t: 12, nodes: 9, nodeType: large },
    { t: 15, nodes: 6, nodeType: large },
  ];
  const play = simulateCluster(hour(1000), mix, points, { fromMinute: 0 });

  expect([play.nodes[19], play.nodes[20], play.nodes[29], play.nodes[30]]).toEqual([3, 5, 5, 6]);
  expect(play.changes).toBe(2);
});

test('history is neither paid nor judged, and its capacity holds through it', () => {
  const play = simulateCluster(hour(100_000), mix, [{ t: 0, nodes: 3, nodeType: large }], { fromMinute: 50 });

  expect(play.violationMinutes).toBe(10);
  expect(play.usd).toBeCloseTo(perMinute * 30, 10);
});

test('by whole hours a node that lived 62 minutes is paid for two', () => {
  const points = [
    { t: 0, nodes: 4, nodeType: large },
    { t: 60, nodes: 3, nodeType: large },
  ];
  const play = simulateCluster(hour(1000, 120), mix, points, { fromMinute: 0 });

  expect(play.usdWholeHours).toBeCloseTo(0.255 * (3 * 2 + 2), 10);
  expect(play.usd).toBeCloseTo(perMinute * (3 * 120 + 62), 10);
});

test('a node type without a figure or a price is refused by name', () => {
  const play = (nodeType: string) => () =>
    simulateCluster(hour(1), mix, [{ t: 0, nodes: 3, nodeType }], { fromMinute: 0 });

  expect(play('dax.t3.small')).toThrow('node type dax.t3.small has no request figure');
  expect(play('dax.r9.large')).toThrow('dax.r9.large');
});
