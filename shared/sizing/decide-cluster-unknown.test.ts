import { type PolicyInput, policySchema } from '../targets';
import { decide } from './decide';
import type { History } from './decision';
import { aCluster, aSnapshot, fixtureNowMs, type SnapshotShape } from './testing';

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
