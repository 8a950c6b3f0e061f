import { type PolicyInput, policySchema } from '../targets';
import { decide } from './decide';
import type { Change, History } from './decision';
import { aCluster, aSnapshot, fixtureNowMs, hourMs, minuteMs, type SnapshotShape } from './testing';

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

describe('unknown', () => {
  test('without CPU points nothing is done, whatever the rest says', () => {
    expect(decided({ cacheMemoryPercent: 95, hitRatePercent: 50, evictedBytesPerHour: 1e10 })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['unknown-metric'],
    });
  });

  test('stale CPU points are unknown', () => {
    expect(decided({ ...busy, cpuPercent: (minute) => (minute < 55 ? 85 : null) })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['unknown-metric'],
    });
  });

  test('memory that is unknown forbids a scale-in and not a scale-out', () => {
    const { cacheMemoryPercent: _, ...blind } = quiet;

    expect(decided(blind)).toMatchObject({ verdict: 'hold', reasonCodes: ['unknown-metric', 'cpu-below'] });
    expect(decided({ cpuPercent: 85 })).toMatchObject({ verdict: 'apply', action: { to: 5 } });
  });

  test('memory that the policy does not require does not veto', () => {
    const { cacheMemoryPercent: _, ...blind } = quiet;
    const policy: PolicyInput = { requiredForScaleIn: ['cpu', 'hitRate'] };

    expect(decided(blind, { policy })).toMatchObject({ verdict: 'apply', action: { to: 3 } });
  });

  test('a scale-in window with gaps is too little evidence', () => {
    const gaps = decided({ ...quiet, cpuPercent: (minute) => (minute > 40 && minute < 50 ? null : 25) });

    expect(gaps).toMatchObject({ verdict: 'hold', reasonCodes: ['insufficient-history'] });
  });

  test('counters without datapoints are zero while CPU points flow: an idle cluster shrinks', () => {
    const decision = decided({ nodes: 5, cpuPercent: 2, cacheMemoryPercent: 10 });

    expect(decision).toMatchObject({ verdict: 'apply', action: { to: 3 } });
    expect(decision.evidence.find(({ reading }) => reading === 'evictions')).toMatchObject({ kind: 'zero', value: 0 });
  });

  test('partial coverage is stated in the evidence', () => {
    const decision = decided({ ...well, cpuPercent: (minute) => (minute === 62 ? null : 60) });

    expect(decision.evidence[0]).toMatchObject({
      reading: 'cpu',
      coveragePercent: 80,
      text: expect.stringContaining('80 % of the window'),
    });
  });
});

describe('what an action can do', () => {
  const evictedBytesPerHour = 1024 ** 3;

  test('memory above its band without evictions is no reason to act', () => {
    expect(decided({ ...well, cacheMemoryPercent: 90 })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['memory-above-band'],
    });
  });

  test('memory above its band with evictions and good hits is no reason to act', () => {
    expect(decided({ ...well, cacheMemoryPercent: 90, evictedBytesPerHour })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['memory-above-band'],
    });
  });

  test('memory at its limit proposes a larger type even with good hits, since writes are throttled there', () => {
    expect(decided({ ...well, cacheMemoryPercent: 100 })).toMatchObject({
      verdict: 'recommend',
      action: { kind: 'replace-node-type', to: 'dax.r5.xlarge' },
      reasonCodes: ['memory-full', 'approval-needed'],
    });
  });

  test('a full cache is never answered with more nodes', () => {
    const decision = decided({ ...well, cacheMemoryPercent: 100, throttledPerMinute: 20 });

    expect(decision.action).toMatchObject({ kind: 'replace-node-type' });
  });

  test('evictions while memory is inside its band are shown', () => {
    expect(decided({ ...well, evictedBytesPerHour })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['evictions-high'],
    });
  });

  test('few hits with free memory and no evictions are a matter of the TTL', () => {
    const decision = decided({ ...well, cacheMemoryPercent: 30, hitRatePercent: 55, itemTtlMs: 300_000 });

    expect(decision).toMatchObject({ verdict: 'hold', reasonCodes: ['ttl-bound'] });
    expect(decision.warnings.join()).toContain('the item TTL is 300 s');
  });

  test('where writes fill every node, more nodes do not help: a larger type is proposed', () => {
    const decision = decided({ ...busy, requestsPerSecond: 6000, writePercent: 50 });

    expect(decision).toMatchObject({
      verdict: 'recommend',
      action: { kind: 'replace-node-type', from: 'dax.r5.large', to: 'dax.r5.xlarge' },
      reasonCodes: ['write-bound', 'cpu-above', 'load-above', 'approval-needed'],
    });
  });

  test('some writes only mean that more nodes help less', () => {
    const policy = { nodes: { maxStepOut: 8 } };
    const reads = decided({ ...busy, requestsPerSecond: 30_000 }, { policy });
    const mixed = decided({ ...busy, requestsPerSecond: 30_000, writePercent: 2 }, { policy });

    expect(reads).toMatchObject({ action: { to: 5 } });
    expect(mixed).toMatchObject({ action: { to: 6 } });
  });

  test('one sick node is named and nothing is added', () => {
    const decision = decided({ ...busy, cpuPercentByNode: { 'shop-a': 95, 'shop-b': 30, 'shop-c': 30 } });

    expect(decision).toMatchObject({ verdict: 'hold', action: null, reasonCodes: ['sick-node', 'cpu-above'] });
    expect(decision.warnings.join()).toContain('node shop-a is at 95 % CPU');
  });

  test('a node somewhat busier than the others is not sick', () => {
    const decision = decided({ ...busy, cpuPercentByNode: { 'shop-a': 90, 'shop-b': 80, 'shop-c': 75 } });

    expect(decision).toMatchObject({ verdict: 'apply', action: { to: 5 } });
  });

  test('DAX throttling by itself adds a node', () => {
    expect(decided({ ...well, throttledPerMinute: 5 })).toMatchObject({
      action: { from: 3, to: 4 },
      reasonCodes: ['cluster-throttled'],
    });
  });

  test('requests beyond what AWS sizes for add nodes before CPU shows it', () => {
    expect(decided({ ...well, requestsPerSecond: 120_000 })).toMatchObject({
      verdict: 'apply',
      reasonCodes: ['load-above'],
    });
  });

  test('a used-up network baseline adds nodes', () => {
    expect(decided({ ...well, networkPercent: 90 })).toMatchObject({
      verdict: 'apply',
      reasonCodes: ['network-above'],
    });
  });

  test('few hits or evictions veto a scale-in', () => {
    expect(decided({ ...quiet, evictedBytesPerHour })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['scale-in-vetoed', 'cpu-below'],
    });
  });

  test('at the minimum with free memory a smaller type is proposed', () => {
    const decision = decided({ nodeType: 'dax.r5.xlarge', cpuPercent: 20, cacheMemoryPercent: 30, hitRatePercent: 92 });

    // memory 30 % of 32 GiB x 1.2 = 11.5 of 16 GiB; CPU 20 x 2 = 40 %, with one node lost 60 %
    expect(decision).toMatchObject({
      verdict: 'recommend',
      action: { kind: 'replace-node-type', from: 'dax.r5.xlarge', to: 'dax.r5.large', nodes: 3 },
      reasonCodes: ['oversized-type', 'cpu-below', 'approval-needed'],
      costUsdPerMonth: { before: 1114.71, after: 558.45 },
    });
  });

  test('no smaller type is proposed while the target is still being watched', () => {
    const shape = { nodeType: 'dax.r5.xlarge', cpuPercent: 20, cacheMemoryPercent: 30, hitRatePercent: 92 };
    const history = { firstSeenMs: fixtureNowMs - 24 * hourMs };

    expect(decided(shape, { history })).toMatchObject({ verdict: 'hold', reasonCodes: ['at-min-nodes', 'cpu-below'] });
  });

  test('at the minimum with a type that cannot be smaller nothing is done', () => {
    expect(decided({ ...quiet, nodes: 3, cpuPercent: 10 })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['at-min-nodes', 'cpu-below'],
    });
  });

  test('a type larger than the policy allows is not proposed', () => {
    const policy = { nodes: { allowedTypes: ['dax.r5.large'] } };

    expect(decided({ ...well, cacheMemoryPercent: 100 }, { policy })).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['no-larger-type', 'memory-full'],
    });
  });

  test('the loss of one node that would leave the band is a warning and no trigger', () => {
    const decision = decided(well);

    expect(decision).toMatchObject({ verdict: 'hold', reasonCodes: ['in-band', 'loss-of-one-node'] });
    expect(decision.warnings).toEqual(['if one node is lost, CPU goes to about 90 %']);
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

describe('state', () => {
  test.each(['modifying', 'creating', 'deleting', ''])('a cluster that is %j is busy', (status) => {
    expect(decided({ ...busy, status })).toMatchObject({ verdict: 'hold', reasonCodes: ['cluster-busy'] });
  });

  test('an available cluster with a node that is not, or that is missing, is busy', () => {
    const cluster = aCluster();
    const rebooting = {
      ...cluster,
      nodes: cluster.nodes.map((node, index) => ({ ...node, status: index === 1 ? 'rebooting' : 'available' })),
    };
    const missing = { ...cluster, nodes: cluster.nodes.slice(1) };
    const snapshot = aSnapshot(busy);

    for (const one of [rebooting, missing]) {
      expect(
        decide({ ...snapshot, cluster: one }, policySchema.parse({}), nothingBefore, fixtureNowMs).reasonCodes,
      ).toEqual(['cluster-busy']);
    }
  });

  test('a declared cluster that does not exist is said so', () => {
    const snapshot = { ...aSnapshot(), cluster: { kind: 'missing' as const, name: 'gone' } };

    expect(decide(snapshot, policySchema.parse({}), nothingBefore, fixtureNowMs)).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['cluster-missing'],
      costUsdPerMonth: { before: null, after: null },
    });
  });

  test('a node type that the catalogue lacks can be counted but neither priced nor compared', () => {
    const decision = decided({ ...busy, nodeType: 'dax.r4.large' });

    expect(decision).toMatchObject({
      verdict: 'apply',
      action: { to: 5 },
      costUsdPerMonth: { before: null, after: null },
      rejected: [],
    });
  });
});

describe('one action at a time', () => {
  const table = { name: 'products', consumedRead: 500, consumedWrite: 50 };

  test('the cluster comes first, and what waits is said', () => {
    const decision = decided({ ...busy, tables: [table] });

    expect(decision.action).toMatchObject({ kind: 'set-node-count' });
    expect(decision.warnings).toContain(
      'also wanted, one action at a time: set table products from on-demand to provisioned',
    );
  });

  test('a cluster that holds lets its table go', () => {
    expect(decided({ ...well, tables: [table] })).toMatchObject({
      verdict: 'apply',
      action: { kind: 'set-billing-mode' },
    });
  });

  test('a recommendation for the cluster does not hold up its table', () => {
    const decision = decided({ ...well, cacheMemoryPercent: 100, tables: [table] });

    expect(decision).toMatchObject({ verdict: 'apply', action: { kind: 'set-billing-mode' } });
    expect(decision.warnings.join()).toContain(
      'also wanted, one action at a time: replace 3 x dax.r5.large of shop by dax.r5.xlarge',
    );
  });

  test('where all hold, the reasons of all are given', () => {
    expect(decided({ ...well, tables: [{ ...table, days: 1 }] }).reasonCodes).toEqual([
      'in-band',
      'loss-of-one-node',
      'insufficient-history',
    ]);
  });
});

describe('what a decision carries', () => {
  test('cost before and after, the runner-up, the margin and why the others were not taken', () => {
    const decision = decided(busy);

    // 3 x 0.255 x 730 and 5 x 0.255 x 730; 3 x 0.509 x 730 is the next that fits, 6 x 0.255 x 730 = 1116.90 the one after
    expect(decision.costUsdPerMonth).toEqual({ before: expect.closeTo(558.45), after: expect.closeTo(930.75) });
    expect(decision.chosen).toEqual({ name: '5 x dax.r5.large', costUsdPerMonth: 930.75 });
    expect(decision.runnerUp).toEqual({ name: '3 x dax.r5.xlarge', costUsdPerMonth: 1114.71 });
    expect(decision.marginUsdPerMonth).toBeCloseTo(183.96);
    expect(decision.rejected).toContainEqual({ option: '4 x dax.r5.large', reasonCode: 'cpu-too-high' });
    expect(decision.rejected).toContainEqual({ option: '5 x dax.t3.small', reasonCode: 'burstable' });
    expect(decision.rejected).toContainEqual({ option: '5 x dax.r5.2xlarge', reasonCode: 'dearer' });
  });

  test('without approval it is recommended and says so', () => {
    const decision = decided(busy, { policy: { approval: { nodeCount: 'approve' } } });

    expect(decision).toMatchObject({
      verdict: 'recommend',
      action: { to: 5 },
      reasonCodes: ['cpu-above', 'approval-needed'],
    });
  });

  test('evidence for every reading, with value, band and verdict', () => {
    expect(decided({ ...busy, networkPercent: 20 }).evidence.map(({ reading, verdict }) => [reading, verdict])).toEqual(
      [
        ['cpu', 'above'],
        ['cacheMemory', 'in-band'],
        ['hitRate', 'in-band'],
        ['evictions', 'in-band'],
        ['requests', 'info'],
        ['load', 'in-band'],
        ['network', 'in-band'],
        ['throttles', 'in-band'],
        ['cacheBytes', 'info'],
      ],
    );
  });

  test('it survives JSON unchanged, so that it can be recorded', () => {
    const decision = decided(busy);

    expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
  });

  test('an hour later the same argument gives another age but the clock is not asked', () => {
    const snapshot = aSnapshot(busy);
    const policy = policySchema.parse({});
    const later = decide(snapshot, policy, nothingBefore, fixtureNowMs + hourMs);

    expect(decide(snapshot, policy, nothingBefore, fixtureNowMs)).toEqual(
      decide(snapshot, policy, nothingBefore, fixtureNowMs),
    );
    expect(later.reasonCodes).toEqual(['unknown-metric']);
  });
});
