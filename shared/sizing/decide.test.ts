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
