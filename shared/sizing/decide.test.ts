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

const busy = { cpuPercent: 85, cacheMemoryPercent: 65, hitRatePercent: 88 } as const;
const well = { cpuPercent: 60, cacheMemoryPercent: 70, hitRatePercent: 92 } as const;

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
    expect(decision.costUsdPerMonth).toEqual({ before: 558.45, after: 930.75 });
    expect(decision.chosen).toEqual({ name: '5 x dax.r5.large', costUsdPerMonth: 930.75 });
    // another type is another cluster: two hours of the present one beside it, 558.45 / 730 x 2
    expect(decision.runnerUp).toEqual({
      name: '3 x dax.r5.xlarge',
      costUsdPerMonth: 1114.71,
      changeUsdPerMonth: 1.53,
    });
    expect(decision.marginUsdPerMonth).toBeCloseTo(185.49);
    expect(decision.rejected).toContainEqual({ option: '4 x dax.r5.large', reasonCode: 'cpu-too-high' });
    expect(decision.rejected).toContainEqual({ option: '5 x dax.t3.small', reasonCode: 'burstable' });
    expect(decision.rejected).toContainEqual({ option: '5 x dax.r5.2xlarge', reasonCode: 'dearer' });
  });

  test('misses are priced at the tables, and more memory avoids at most what is evicted', () => {
    // 100 read units/s are 100 x 3600 x 730 x 0.125 / 10^6 = 32.85 a month; of 1 KB items 360 MiB an hour are 102.4/s, 51.2 units: 16.82
    const tables = [{ consumedRead: 100, consumedWrite: 0, days: 1 }];
    const full = { ...well, cacheMemoryPercent: 90, hitRatePercent: 75, evictedBytesPerHour: 360 * 1024 ** 2, tables };
    const decision = decided(full);

    expect(decision.chosen).toMatchObject({ name: '3 x dax.r5.xlarge', missUsdPerMonth: 16.03 });
    expect(decided({ ...busy, tables }).chosen).toMatchObject({ name: '5 x dax.r5.large', missUsdPerMonth: 32.85 });
  });

  test('a node type without a price is named, and its costs stay unknown', () => {
    const decision = decided({ ...busy, nodeType: 'dax.r4.large' });

    expect(decision).toMatchObject({ action: { to: 5 }, costUsdPerMonth: { before: null, after: null } });
    expect(decision.warnings.join()).toContain('there is no price of dax.r4.large: set prices.nodeUsdPerHour');
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
