import { type PolicyInput, policySchema } from '../targets';
import { decide } from './decide';
import type { History } from './decision';
import { aSnapshot, fixtureNowMs, hourMs, type SnapshotShape } from './testing';

const nothingBefore: History = { switchesToOnDemandMs: [] };

function decided(
  shape: SnapshotShape,
  options: { readonly policy?: PolicyInput; readonly history?: Partial<History> } = {},
) {
  const policy = policySchema.parse(options.policy ?? {});
  return decide(aSnapshot(shape), policy, { ...nothingBefore, ...options.history }, fixtureNowMs);
}

const quiet = { nodes: 5, cpuPercent: 25, cacheMemoryPercent: 40, hitRatePercent: 92 } as const;
const busy = { cpuPercent: 85, cacheMemoryPercent: 65, hitRatePercent: 88 } as const;
const well = { cpuPercent: 60, cacheMemoryPercent: 70, hitRatePercent: 92 } as const;

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

  test('a type that is larger but not large enough is passed over', () => {
    // 99.5 % of 16 GiB x 1.2 = 19.1 GiB
    const type = { virtualCpus: 2, memoryGibibytes: 18, normalizedRequestsPerSecond: 75_000 };
    const policy: PolicyInput = {
      nodeTypes: { 'dax.x.large': type, 'dax.x.roomy': { ...type, memoryGibibytes: 20 } },
      prices: { nodeUsdPerHour: { 'dax.x.large': 0.3, 'dax.x.roomy': 0.31 } },
    };

    expect(decided({ ...well, cacheMemoryPercent: 99.5 }, { policy })).toMatchObject({ action: { to: 'dax.x.roomy' } });
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

  test('few hits hold up a scale-in only where the policy requires good ones', () => {
    const idle: SnapshotShape = { ...quiet, hitRatePercent: 55 };
    const policy: PolicyInput = { requiredForScaleIn: ['cpu', 'cacheMemory'] };

    expect(decided(idle)).toMatchObject({ verdict: 'hold', reasonCodes: ['ttl-bound'] });
    expect(decided(idle, { policy })).toMatchObject({ verdict: 'apply', action: { to: 3 } });
  });

  test('a burstable type above its baseline is said to cost more than its price', () => {
    expect(decided({ ...well, nodeType: 'dax.t3.small' }).warnings.join()).toContain('above its baseline of 20 %');
    expect(decided({ ...well, cpuPercent: 15, nodeType: 'dax.t3.small' }).warnings).toEqual([]);
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
