import { type PolicyInput, policySchema } from '../targets';
import { decide } from './decide';
import type { Change, History } from './decision';
import { aSnapshot, fixtureNowMs, minuteMs, type SnapshotShape } from './testing';

const nothingBefore: History = { switchesToOnDemandMs: [] };

function decided(
  shape: SnapshotShape,
  options: { readonly policy?: PolicyInput; readonly history?: Partial<History> } = {},
) {
  const policy = policySchema.parse(options.policy ?? {});
  return decide(aSnapshot(shape), policy, { ...nothingBefore, ...options.history }, fixtureNowMs);
}

const changed = (
  direction: Change['direction'],
  minutesAgo: number,
  kind: Change['kind'] = 'set-node-count',
): Change => ({
  kind,
  direction,
  completedAtMs: fixtureNowMs - minutesAgo * minuteMs,
});

const quiet = { nodes: 5, cpuPercent: 25, cacheMemoryPercent: 40, hitRatePercent: 92 } as const;
const busy = { cpuPercent: 85, cacheMemoryPercent: 65, hitRatePercent: 88 } as const;
const well = { cpuPercent: 60, cacheMemoryPercent: 70, hitRatePercent: 92 } as const;

describe('size', () => {
  test.each([
    // nodes, CPU, to: fewest m with CPU x n / (m - 1) <= 70, at most 2 more
    [3, 71, 5],
    [3, 93, 5],
    [4, 71, 6],
    [6, 75, 8],
    [10, 80, 11],
  ])('%d nodes at %d %% become %d with the loss of one survived', (nodes, cpuPercent, to) => {
    expect(decided({ ...busy, nodes, cpuPercent })).toMatchObject({ verdict: 'apply', action: { from: nodes, to } });
  });

  test.each([
    [3, 71, 4],
    [3, 85, 4],
    [3, 95, 5],
  ])('%d nodes at %d %% become %d where the loss of one need not be survived', (nodes, cpuPercent, to) => {
    const policy = { nodes: { surviveLossOfOneNode: false } };

    expect(decided({ ...busy, nodes, cpuPercent }, { policy })).toMatchObject({ action: { from: nodes, to } });
  });

  test('a step is cut to what the policy allows and says so', () => {
    const decision = decided({ ...busy, nodes: 5, cpuPercent: 99 }, { policy: { nodes: { maxStepOut: 1 } } });

    expect(decision).toMatchObject({ action: { from: 5, to: 6 }, reasonCodes: ['cpu-above', 'step-limit'] });
  });

  test('the maximum holds: up to it with a warning, at it not at all', () => {
    const policy = { nodes: { max: 4 } };

    expect(decided(busy, { policy })).toMatchObject({ action: { to: 4 }, reasonCodes: ['cpu-above', 'at-max-nodes'] });
    expect(decided({ ...busy, nodes: 4 }, { policy })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['at-max-nodes', 'cpu-above'],
    });
  });

  test('a scale-in goes as far as the largest need allows, by steps', () => {
    expect(decided({ ...quiet, nodes: 9, cpuPercent: 15 })).toMatchObject({
      action: { from: 9, to: 7 },
      reasonCodes: ['cpu-below', 'step-limit'],
    });
    expect(decided({ ...quiet, nodes: 6, cpuPercent: 35 })).toMatchObject({ action: { from: 6, to: 4 } });
  });

  test('a scale-in that would leave the band with one node lost is not made', () => {
    const decision = decided({ ...quiet, nodes: 4, cpuPercent: 39 });

    // 39 x 4 / 2 = 78
    expect(decision).toMatchObject({ verdict: 'hold', reasonCodes: ['no-room-to-shrink', 'cpu-below'] });
    expect(decision.warnings).toContain('3 nodes would leave the band again with one node lost');
  });

  test('fewer nodes than the minimum are filled up, more than the maximum are taken away', () => {
    expect(decided({ ...well, nodes: 2, cpuPercent: 50 })).toMatchObject({
      action: { from: 2, to: 3 },
      reasonCodes: ['below-min-nodes'],
    });
    expect(decided({ ...well, nodes: 7, cpuPercent: 45 }, { policy: { nodes: { max: 6 } } })).toMatchObject({
      action: { from: 7, to: 6 },
      reasonCodes: ['above-max-nodes'],
    });
  });

  test('the size comes from the trend and not from the last points', () => {
    const spell = (minute: number): number => (minute >= 20 && minute < 30 ? 95 : 72);
    const now = decided({ ...busy, nodes: 5, cpuPercent: 72 }, { policy: { nodes: { maxStepOut: 5 } } });
    const trend = decided({ ...busy, nodes: 5, cpuPercent: spell }, { policy: { nodes: { maxStepOut: 5 } } });

    expect(now).toMatchObject({ action: { to: 7 } });
    expect(trend).toMatchObject({ action: { to: 8 } });
  });

  test('points from before the last change say nothing of the size', () => {
    const before = (minute: number): number => (minute < 45 ? 99 : 72);
    const decision = decided(
      { ...busy, nodes: 5, cpuPercent: before },
      { history: { lastChange: changed('out', 20) }, policy: { nodes: { maxStepOut: 5 } } },
    );

    expect(decision).toMatchObject({ action: { to: 7 } });
  });
});

describe('trends and not single points', () => {
  test('one or two minutes above the band are no trigger, three of five are', () => {
    const last = (count: number) => (minute: number) => (minute >= 65 - count ? 90 : 60);

    expect(decided({ ...well, cpuPercent: last(2) }).verdict).toBe('hold');
    expect(decided({ ...well, cpuPercent: last(3) })).toMatchObject({ verdict: 'apply', action: { to: 5 } });
  });

  test('one busy minute in half an hour forbids a scale-in', () => {
    const decision = decided({ ...quiet, cpuPercent: (minute) => (minute === 40 ? 41 : 25) });

    expect(decision).toMatchObject({ verdict: 'hold', reasonCodes: ['not-quiet-yet'] });
  });

  test('the largest need of the scale-in window decides how far it goes', () => {
    expect(decided({ ...quiet, nodes: 7, cpuPercent: (minute) => (minute === 40 ? 39 : 25) })).toMatchObject({
      action: { to: 5 },
    });
  });
});

describe('cool-down', () => {
  test('out after 5 minutes, in after 30, from the completion of the last change', () => {
    const out = (minutesAgo: number) => decided(busy, { history: { lastChange: changed('out', minutesAgo) } });
    const into = (minutesAgo: number) => decided(quiet, { history: { lastChange: changed('in', minutesAgo) } });

    expect(out(4)).toMatchObject({ verdict: 'hold', reasonCodes: ['cooldown', 'cpu-above'] });
    expect(out(5).verdict).toBe('apply');
    expect(into(29)).toMatchObject({ verdict: 'hold', reasonCodes: ['cooldown', 'cpu-below'] });
    expect(into(30).verdict).toBe('apply');
  });

  test('a scale-in that had to be undone doubles the wait for the next one', () => {
    const bounce = [changed('in', 300), changed('out', 260), changed('in', 200), changed('out', 100)];
    const waited = (minutesAgo: number) =>
      decided(quiet, { history: { recentChanges: bounce, lastChange: changed('out', minutesAgo) } });

    expect(waited(119)).toMatchObject({ verdict: 'hold', reasonCodes: ['cooldown', 'cpu-below'] });
    expect(waited(120).verdict).toBe('apply');
  });

  test('in by night and out by day is no bounce', () => {
    const daily = [changed('in', 16 * 60), changed('out', 8 * 60)];

    expect(decided(quiet, { history: { recentChanges: daily, lastChange: changed('out', 31) } }).verdict).toBe('apply');
  });
});
