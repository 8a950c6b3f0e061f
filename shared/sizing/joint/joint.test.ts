import { type PolicyInput, policySchema, withProfile } from '../../targets';
import { decide } from '../decide';
import type { History } from '../decision';
import { aSnapshot, dayMs, fixtureNowMs, hourMs, type SnapshotShape, type TableShape } from '../testing';

function decided(shape: SnapshotShape, policy: PolicyInput = {}, history: Partial<History> = {}) {
  const past = { switchesToOnDemandMs: [], ...history };
  return decide(aSnapshot(shape), policySchema.parse(withProfile(policy)), past, fixtureNowMs);
}

const well = { nodes: 3, cpuPercent: 60, cacheMemoryPercent: 70, hitRatePercent: 90 } as const;
const table: TableShape = { billingMode: 'provisioned', read: 100, write: 20, consumedRead: 40, consumedWrite: 12 };
const evidence = (decision: ReturnType<typeof decided>, name: string) =>
  decision.evidence.find(({ reading }) => reading === name);

describe('what the tables must carry', () => {
  test('reads now, and all of them with the cluster down or replaced: consumed / (1 - hit rate)', () => {
    // 40 / (1 - 0.9) = 400
    const decision = decided({ ...well, tables: [table] });

    expect(evidence(decision, 'tableReads')).toMatchObject({ value: 40, unit: 'read units/s', verdict: 'info' });
    expect(evidence(decision, 'tableReads')?.text).toContain('removed or replaced by an empty one 400;');
    expect(evidence(decision, 'tableReads')?.text).toContain('the loss of one of 3 nodes changes nothing');
    expect(decision.reasonCodes).toContain('table-cannot-carry');
    expect(decision.warnings).toContain(
      'without the cluster products would get 400 read units/s and takes 100 at once',
    );
  });

  test('a table with units or warm throughput enough is no warning, one that AWS says nothing of neither', () => {
    const warm = { billingMode: 'on-demand', consumedRead: 40, consumedWrite: 12 } as const;
    const said = (one: TableShape) => decided({ ...well, tables: [one] }).warnings.join();

    expect(said({ ...table, read: 400 })).not.toContain('without the cluster');
    expect(said({ ...warm, warmReadUnits: 12_000 })).not.toContain('without the cluster');
    expect(said(warm)).not.toContain('without the cluster');
    expect(said({ ...warm, warmReadUnits: 399 })).toContain('without the cluster');
  });

  test('with a single node its loss is the loss of the cache', () => {
    const decision = decided({ ...well, nodes: 1, tables: [table] }, { profile: 'development', nodes: { min: 1 } });

    expect(evidence(decision, 'tableReads')?.text).toContain('so it is with the loss of its only node');
  });

  test('the whole is shared among the tables as their reads are', () => {
    const two = [table, { ...table, name: 'orders', consumedRead: 10, read: 101 }];

    expect(decided({ ...well, tables: two }).warnings.filter((text) => text.startsWith('without the cluster'))).toEqual(
      ['without the cluster products would get 400 read units/s and takes 100 at once'],
    );
  });
});

describe('whether a cluster pays for itself', () => {
  const onDemand: TableShape = { consumedRead: 100, consumedWrite: 0 };

  test('what it saves stands beside what it costs', () => {
    // (100 / 0.1 - 100) x 3600 x 730 x 0.125 / 10^6 = 295.65; 3 x 0.255 x 730 = 558.45
    expect(evidence(decided({ ...well, tables: [onDemand] }), 'clusterWorth')).toMatchObject({
      value: 295.65,
      text: 'the reads that the cluster saves would cost $295.65 a month, its nodes cost $558.45',
    });
  });

  test('where money decides its removal is proposed, with dollars, and never done unasked', () => {
    const policy: PolicyInput = { profile: 'cost-first', nodes: { min: 3 } };
    const decision = decided({ ...well, tables: [{ ...onDemand, billingMode: 'provisioned', read: 143 }] }, policy);

    // at 80 % utilisation: 900 / 0.8 x 0.00013 x 730 = 106.76
    expect(decision).toMatchObject({
      verdict: 'recommend',
      action: { kind: 'remove-cluster', cluster: 'shop', nodeType: 'dax.r5.large', nodes: 3 },
      costUsdPerMonth: { before: 558.45, after: 106.76 },
      chosen: { name: 'no cluster', costUsdPerMonth: 106.76 },
      runnerUp: { name: '3 x dax.r5.large', costUsdPerMonth: 558.45 },
      marginUsdPerMonth: 451.69,
    });
    expect(decision.reasonCodes).toEqual([
      'cluster-not-worth',
      'in-band',
      'loss-of-one-node',
      'approval-needed',
      'table-cannot-carry',
    ]);
    expect(decision.warnings.join()).toContain('before it goes products needs 1,000 read units/s, it has 143');
  });

  test('a cluster that is kept for its latency is not proposed to be removed while its hits are good', () => {
    expect(decided({ ...well, tables: [onDemand] }).action?.kind).not.toBe('remove-cluster');
    const tables = [{ ...onDemand, billingMode: 'provisioned', read: 143 } as const];
    expect(decided({ ...well, hitRatePercent: 60, tables })).toMatchObject({
      action: { kind: 'remove-cluster' },
      reasonCodes: expect.arrayContaining(['cluster-not-worth', 'ttl-bound']),
    });
  });

  test('one that pays is kept, and so is one in a quiet hour of a busy week', () => {
    const quietNow = (atMs: number): number => (atMs > fixtureNowMs - 2 * hourMs ? 10 : 400);
    const policy: PolicyInput = { profile: 'cost-first', nodes: { min: 3 }, capacityMode: { maxBurstiness: 0 } };

    for (const consumedRead of [400, quietNow]) {
      const decision = decided({ ...well, tables: [{ ...onDemand, consumedRead }] }, policy);
      expect(decision.action?.kind).not.toBe('remove-cluster');
    }
  });

  test('without a week of history nothing is proposed, nor while the cluster has other trouble', () => {
    const policy: PolicyInput = { profile: 'cost-first', nodes: { min: 3 } };

    expect(decided({ ...well, tables: [{ ...onDemand, days: 2 }] }, policy).action).toBeNull();
    expect(decided({ ...well, cpuPercent: 90, tables: [onDemand] }, policy).action).toMatchObject({
      kind: 'set-node-count',
    });
  });
});

describe('a TTL that is too short', () => {
  const few = { ...well, hitRatePercent: 55, cacheMemoryPercent: 15, itemTtlMs: 300_000, queryTtlMs: 60_000 } as const;

  test('a longer one is proposed, for items only, as far as the memory band leaves room', () => {
    expect(decided(few)).toMatchObject({
      verdict: 'recommend',
      action: {
        kind: 'set-cache-ttl',
        cluster: 'shop',
        from: { itemMs: 300_000, queryMs: 60_000 },
        to: { itemMs: 1_200_000, queryMs: 60_000 },
      },
      reasonCodes: ['ttl-short', 'ttl-bound', 'approval-needed'],
    });
    // 80 / 50 = 1.6 times
    expect(decided({ ...few, cacheMemoryPercent: 50 })).toMatchObject({ action: { to: { itemMs: 480_000 } } });
    expect(decided({ ...few, cacheMemoryPercent: 70 })).toMatchObject({ action: null, reasonCodes: ['ttl-bound'] });
  });

  test('one that is long, endless or not known is not the reason', () => {
    const { queryTtlMs: _, ...unknown } = few;

    for (const shape of [{ ...few, itemTtlMs: 3_600_000 }, { ...few, itemTtlMs: 0 }, unknown]) {
      expect(decided(shape)).toMatchObject({ verdict: 'hold', reasonCodes: ['ttl-bound'] });
    }
  });

  test('it is done where the policy says auto, and then not again within a day', () => {
    const policy: PolicyInput = { approval: { cacheTtl: 'auto' } };
    const lastChange = { kind: 'set-cache-ttl', direction: 'other', completedAtMs: fixtureNowMs - dayMs + 1 } as const;

    expect(decided(few, policy)).toMatchObject({ verdict: 'apply' });
    expect(decided(few, policy, { lastChange })).toMatchObject({ reasonCodes: ['cooldown', 'ttl-bound'] });
  });
});

describe('an application that uses the cache in ways that no size cures', () => {
  test('scans through the cache are named, and no longer TTL is proposed for them', () => {
    const ttl = { itemTtlMs: 300_000, queryTtlMs: 60_000, cacheMemoryPercent: 15 };
    const decision = decided({ ...well, ...ttl, hitRatePercent: 40, scanPercent: 30 });

    expect(decision).toMatchObject({ action: null, reasonCodes: ['ttl-bound', 'scans-through-cache'] });
    expect(decision.warnings.join()).toContain('30 % of the lookups are scans, 40 % of them hit');
  });

  test('bulk writes through the cache are named', () => {
    const decision = decided({ ...well, writePercent: 20, batchWritePercent: 15 });

    expect(decision.reasonCodes).toContain('bulk-writes-through-cache');
    expect(decision.warnings.join()).toContain('15 % of the requests are batch writes');
  });

  test('a few of either are not', () => {
    expect(decided({ ...well, scanPercent: 4, writePercent: 5, batchWritePercent: 4 }).reasonCodes).toEqual([
      'in-band',
    ]);
  });
});

describe('burstable nodes', () => {
  const small = { nodes: 3, nodeType: 'dax.t3.small', cacheMemoryPercent: 70, hitRatePercent: 90 } as const;
  const credits = (now: number, before: number) => {
    const one = { now, before, spanMs: hourMs };
    return { creditsByNode: { 'shop-a': one, 'shop-b': { ...one, now: before }, 'shop-c': { ...one, now: before } } };
  };

  test('credits that end soon ask for nodes until the load fits the baseline', () => {
    const decision = decided({ ...small, cpuPercent: 45, ...credits(50, 100) });

    expect(decision).toMatchObject({ action: { from: 3, to: 5 }, reasonCodes: ['credits-low', 'step-limit'] });
    expect(evidence(decision, 'cpuCredits')).toMatchObject({
      value: 50,
      verdict: 'below',
      text: 'CPU credits of shop-a: 50, they end in 1 h at this rate',
    });
  });

  test('credits that last, or that nobody told of, are no trigger', () => {
    expect(decided({ ...small, cpuPercent: 45, ...credits(500, 520) })).toMatchObject({ action: null });
    expect(decided({ ...small, cpuPercent: 45 }).warnings.join()).toContain('above its baseline of 20 %');
  });

  test('nodes are given up only as far as the baseline of the others carries the load', () => {
    // 15 x 5 / 20 = 3.75; the bands alone would allow 3
    expect(decided({ ...small, nodes: 5, cpuPercent: 15 })).toMatchObject({ action: { from: 5, to: 4 } });
    expect(decided({ ...small, nodes: 5, cpuPercent: 18 })).toMatchObject({
      action: null,
      reasonCodes: ['no-room-to-shrink', 'cpu-below'],
    });
  });
});
