import { policySchema } from '../targets';
import { clusterSizeFor } from './cluster-size';
import { nodeCatalogue } from './node-catalogue';
import { listPrices } from './price-book';
import { adviseScenario } from './scenario-matrix';
import { adviseOptimised, adviseStart, strategyPhase } from './strategy';
import { dayMs, fixtureNowMs } from './testing';
import { nodeTypeForWorkingSet, nodeTypeUses, requiredGibibytes } from './working-set';

describe('combined strategy', () => {
  test('step 1 starts small: on demand and 3 x dax.t3.small for $87.60 a month', () => {
    expect(adviseStart()).toMatchObject({
      billingMode: 'on-demand',
      nodeType: 'dax.t3.small',
      nodes: 3,
      clusterUsdPerMonth: 87.6,
    });
  });

  test('step 2 watches for one week at least, two where the policy says so', () => {
    const phase = (days: number, minHistoryDays: number) =>
      strategyPhase(
        fixtureNowMs - days * dayMs,
        fixtureNowMs,
        policySchema.parse({ capacityMode: { minHistoryMs: minHistoryDays * dayMs } }),
      );

    expect([phase(6, 7), phase(7, 7), phase(10, 14), phase(14, 14)]).toEqual([
      'monitor',
      'optimise',
      'monitor',
      'optimise',
    ]);
  });

  test.each([
    [
      'high and predictable reads',
      { traffic: 'predictable' },
      { billingMode: 'provisioned', nodeType: 'dax.r5.large', nodes: 3 },
    ],
    ['unpredictable spikes', { traffic: 'spiky' }, { billingMode: 'on-demand', nodeType: 'dax.r5.large', nodes: 5 }],
    ['a large working set', { traffic: 'predictable', workingSetGibibytes: 20 }, { nodeType: 'dax.r5.xlarge' }],
  ] as const)('step 3, %s', (_, pattern, setup) => {
    expect(adviseOptimised(pattern)).toMatchObject(setup);
  });
});

describe('node type by working set', () => {
  test('10 GB of hot data need 12, so dax.r5.large', () => {
    expect(requiredGibibytes(10)).toBe(12);
    expect(nodeTypeForWorkingSet(10)?.name).toBe('dax.r5.large');
  });

  test.each([
    ['dax.t3.small', 2],
    ['dax.r5.large', 16],
    ['dax.r5.xlarge', 32],
    ['dax.r5.2xlarge', 64],
  ])(
    'the memory of %s is %d GiB; the brief has 1.5, 13.5, 26.5 and 52, which are figures of another service',
    (name, memoryGibibytes) => {
      expect(nodeCatalogue.find((type) => type.name === name)).toMatchObject({ memoryGibibytes });
      expect(nodeTypeUses.map(({ type }) => type)).toContain(name);
    },
  );

  test.each([
    [1, true, 'dax.t3.small'],
    [1, false, 'dax.r5.large'],
    [13, false, 'dax.r5.large'],
    [14, false, 'dax.r5.xlarge'],
    [26, false, 'dax.r5.xlarge'],
    [50, false, 'dax.r5.2xlarge'],
    [640, false, 'dax.r5.24xlarge'],
  ])('%d GiB (burstable allowed: %s) need %s', (gibibytes, burstable, type) => {
    expect(nodeTypeForWorkingSet(gibibytes, { burstable })?.name).toBe(type);
  });

  test('no type holds 700 GiB', () => {
    expect(nodeTypeForWorkingSet(700)).toBeUndefined();
  });
});

describe('cluster size', () => {
  test.each([
    ['development', 1],
    ['production', 3],
  ] as const)('%s begins with %d', (purpose, nodes) => {
    expect(clusterSizeFor(purpose).nodes).toBe(nodes);
  });

  test('the brief has 10 as the maximum; corrected, a cluster has one primary and ten replicas: 11', () => {
    expect(clusterSizeFor('maximum').nodes).toBe(11);
  });
});

describe('scenario matrix', () => {
  test('new application, unknown traffic: on demand, 3 x dax.t3.small', () => {
    expect(adviseScenario({ traffic: 'unknown' })).toMatchObject({
      billingModes: ['on-demand'],
      dax: { nodeType: 'dax.t3.small', nodes: 3 },
      paysForItself: 'unknown',
    });
  });

  test('steady 1,000 requests/s: provisioned with auto scaling, 3 x dax.r5.large; corrected: it is chosen for latency, it does not pay for itself', () => {
    const advice = adviseScenario({ traffic: 'steady', requestsPerSecond: 1000 });

    expect(advice).toMatchObject({
      billingModes: ['provisioned'],
      dax: { nodeType: 'dax.r5.large', nodes: 3 },
      paysForItself: false,
    });
    expect(advice.breakEvenHitsPerSecond).toBeCloseTo(3400, -1);
  });

  test('read-heavy, 10 GB working set: on demand or provisioned, 3 x dax.r5.large', () => {
    expect(adviseScenario({ traffic: 'steady', workingSetGibibytes: 10 })).toMatchObject({
      billingModes: ['on-demand', 'provisioned'],
      dax: { nodeType: 'dax.r5.large', nodes: 3 },
    });
  });

  test('spiky traffic: on demand, 5 x dax.r5.large', () => {
    expect(adviseScenario({ traffic: 'spiky' })).toMatchObject({
      billingModes: ['on-demand'],
      dax: { nodeType: 'dax.r5.large', nodes: 5 },
    });
  });

  test.each([
    [1000, 70, 'skip'],
    [1000, 95, 'skip'],
    [10_000, 70, 'skip'],
    [100_000, 70, { nodeType: 'dax.r5.large' }],
  ])(
    'cost-sensitive, %d requests/s at %d %% hits: the brief skips DAX below 80 %%; corrected, it is skipped where its nodes cost more than the reads that it saves',
    (requestsPerSecond, hitRatePercent, dax) => {
      const advice = adviseScenario({ traffic: 'steady', costSensitive: true, requestsPerSecond, hitRatePercent });

      expect(advice).toMatchObject({ billingModes: ['provisioned'], dax });
    },
  );

  test('more load than 3 x dax.r5.large carry asks for more of them, which cost less than a larger type', () => {
    const advice = adviseScenario({ traffic: 'steady', requestsPerSecond: 100_000 });

    // (0.9 + 0.1 x 10) x 100,000 = 190,000 normalised; at 70 % with one node lost 4.6 nodes of 75,000
    expect(advice).toMatchObject({ dax: { nodeType: 'dax.r5.large', nodes: 5 } });
  });

  test('a working set that does not fit asks for a larger type', () => {
    expect(adviseScenario({ traffic: 'steady', workingSetGibibytes: 20 })).toMatchObject({
      dax: { nodeType: 'dax.r5.xlarge', nodes: 3 },
    });
    expect(adviseScenario({ traffic: 'steady', workingSetGibibytes: 50 })).toMatchObject({
      dax: { nodeType: 'dax.r5.2xlarge' },
    });
  });

  test('prices decide: with nodes at a tenth of their price a cluster of the same load is kept', () => {
    const cheap = { ...listPrices, discountPercent: { ...listPrices.discountPercent, nodes: 90 } };
    const scenario = { traffic: 'steady', costSensitive: true, requestsPerSecond: 2000, hitRatePercent: 90 } as const;

    expect(adviseScenario(scenario).dax).toBe('skip');
    expect(adviseScenario(scenario, cheap).dax).not.toBe('skip');
  });
});
