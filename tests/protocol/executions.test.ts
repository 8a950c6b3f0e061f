import { listDecisions } from '../../shared/flow';
import { AFlow, aCluster, aConfig, aPortError, me, nowMs, scaleOut } from '../../shared/flow/a-flow';
import { admitUpdate, freezeUpdate } from '../../shared/ledger';
import { decide } from '../../shared/sizing';
import { runMachine } from './run-machine';

const products = { target: 'products' };

/** The change is complete as soon as the machine waits for it. */
const completing = (flow: AFlow) => ({
  before: (state: string) => {
    if (state === 'Progress' && flow.cluster) flow.cluster = aCluster({ nodeCount: flow.cluster.nodeCount });
  },
});

async function expectNothingHeld(flow: AFlow) {
  expect(await flow.target()).not.toHaveProperty('owner');
  expect(await flow.target()).not.toHaveProperty('looking');
  expect(await flow.account()).not.toHaveProperty('changing');
}

test('a decision is applied, verified, recorded and announced, and everything is let go', async () => {
  const flow = new AFlow();

  const { status, output, states } = await runMachine(flow, products, completing(flow));

  expect(status).toBe('SUCCEEDED');
  expect(output).toMatchObject({
    schemaVersion: 1,
    target: 'products',
    outcome: 'applied',
    reasonCodes: ['cpu-high'],
    action: scaleOut,
    costUsdPerMonth: { before: 570, after: 950 },
    verification: { kind: 'verified', residuals: [{ reading: 'cpu', before: 85, after: 85 }] },
  });
  expect(states).toEqual([
    'Admit',
    'Observe',
    'Decide',
    'Apply',
    'FirstPoll',
    'Progress',
    'Bake',
    'LookAfter',
    'Verify',
    'Record',
    'Release',
  ]);
  expect(flow.changes).toHaveLength(1);
  expect(await flow.target()).toMatchObject({
    lastChange: { kind: 'set-node-count', direction: 'out', completedAtMs: nowMs },
    change: { state: 'done' },
  });
  expect(flow.notices).toEqual([
    expect.objectContaining({ kind: 'applied', subject: 'products: set products from 3 to 5 nodes' }),
  ]);
  expect(await listDecisions(flow, { target: 'products' })).toEqual([
    expect.objectContaining({
      decisionId: output.decisionId,
      outcome: 'applied',
      inputs: expect.objectContaining({ nowMs }),
    }),
  ]);
  await expectNothingHeld(flow);
});

test('a hold changes nothing and announces nothing', async () => {
  const flow = new AFlow();
  flow.nextDecision = { verdict: 'hold', action: null, reasonCodes: ['in-band'] };

  const { output } = await runMachine(flow, products);

  expect(output).toMatchObject({ outcome: 'held', reasonCodes: ['in-band'], action: null });
  expect([flow.changes, flow.notices]).toEqual([[], []]);
  await expectNothingHeld(flow);
});

test('a plan says what it would do, and holds, changes and announces nothing', async () => {
  const flow = new AFlow();

  const { output } = await runMachine(flow, { ...products, mode: 'plan' });

  expect(output).toMatchObject({ outcome: 'recommended', reasonCodes: ['plan-only', 'cpu-high'], action: scaleOut });
  expect([flow.changes, flow.notices]).toEqual([[], []]);
  expect(await flow.target()).toEqual({});
});

test.each(['recommend', 'approve'])('apply under the approval level %s gives recommended', async (nodeCount) => {
  const flow = new AFlow(aConfig({ approval: { nodeCount } }));

  const first = await runMachine(flow, { ...products, mode: 'apply' });
  const second = await runMachine(flow, products, { arn: 'arn:later' });

  expect(first.output).toMatchObject({ outcome: 'recommended', reasonCodes: [`approval-${nodeCount}`, 'cpu-high'] });
  expect(second.output.outcome).toBe('recommended');
  expect(flow.changes).toEqual([]);
  // The same advice is no news the second time.
  expect(flow.notices.map((notice) => notice.kind)).toEqual(['recommended']);
  await expectNothingHeld(flow);
});

test('a frozen target is held with its reason', async () => {
  const flow = new AFlow();
  await flow.ledger.update(freezeUpdate('products', { at: 1, by: 'ops', reason: 'manual' }));

  const { output } = await runMachine(flow, products);

  expect(output).toMatchObject({ outcome: 'held', reasonCodes: ['frozen', 'cpu-high'] });
  await expectNothingHeld(flow);
});

test('a cluster that disappears while it is changed: failed with its reason, nothing held', async () => {
  const flow = new AFlow();

  const { status, output } = await runMachine(flow, products, {
    before: (state) => {
      if (state === 'Progress') flow.cluster = undefined;
    },
  });

  expect(status).toBe('SUCCEEDED');
  expect(output).toMatchObject({ outcome: 'failed', reasonCodes: ['cluster-missing', 'cpu-high'] });
  expect(flow.notices.map((notice) => notice.kind)).toEqual(['failed']);
  expect(await flow.target()).not.toHaveProperty('lastChange');
  await expectNothingHeld(flow);
});

test.each([
  ['missing', {}],
  ['stale', { cpuPercent: { startMs: nowMs - 7_200_000, periodMs: 60_000, values: [95, 95, 95] } }],
  [
    'only partly there',
    { cacheMemoryPercent: { startMs: nowMs - 300_000, periodMs: 60_000, values: [null, 90, null, null, null] } },
  ],
])('metrics that are %s never lead to a change', async (_, clusterMetrics) => {
  const flow = new AFlow();
  const { snapshot } = flow.ports.observer;
  flow.ports.observer.snapshot = async (target, atMs) => ({ ...(await snapshot(target, atMs)), clusterMetrics });

  const { output } = await runMachine({ ...pick(flow), decide }, products);

  expect(output.outcome).toBe('held');
  expect(output.reasonCodes.length).toBeGreaterThan(0);
  expect(flow.changes).toEqual([]);
  await expectNothingHeld(flow);
});

test('the handler crashes after its change: the retry finds it made, and there is one change', async () => {
  const flow = new AFlow();

  const { output, states } = await runMachine(flow, products, {
    ...completing(flow),
    after: (state, entered) => {
      if (state === 'Apply' && entered === 1) throw crash('Lambda.Unknown');
    },
  });

  expect(output.outcome).toBe('applied');
  expect(states.filter((state) => state === 'Apply')).toHaveLength(2);
  expect(flow.changes).toHaveLength(1);
  await expectNothingHeld(flow);
});

test.each(['Admit', 'Observe', 'Decide', 'Apply', 'Progress', 'LookAfter', 'Verify', 'Record', 'Release'])(
  'a response of %s that is lost after the effect changes nothing in the end',
  async (lost) => {
    const flow = new AFlow();
    const { output } = await runMachine(flow, products, {
      ...completing(flow),
      after: (state, entered) => {
        if (state === lost && entered === 1) throw crash('States.Timeout');
      },
    });

    expect(output.outcome).toBe('applied');
    expect(flow.changes).toHaveLength(1);
    expect(await listDecisions(flow, { target: 'products' })).toHaveLength(1);
    await expectNothingHeld(flow);
  },
);

test.each([
  ['Observe', 'nothing held'],
  ['Decide', 'nothing held'],
  ['Apply', 'nothing held'],
  ['Progress', 'the turn of its open change left to whoever wants it 30 s later'],
  ['Record', 'the turn of its open change left to whoever wants it 30 s later'],
] as const)(
  'a handler of %s that fails every time: failed with its reason, recorded, no successor, %s',
  async (broken, left) => {
    const flow = new AFlow();

    const { status, output } = await runMachine(flow, products, {
      before: (state) => {
        completing(flow).before(state);
        if (state === broken) throw crash('TypeError');
      },
    });

    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({ outcome: 'failed', target: 'products' });
    expect(output.reasonCodes).toEqual([`${broken.toLowerCase()}-failed`, 'TypeError']);
    expect(flow.started).toEqual([]);
    if (left === 'nothing held') return expectNothingHeld(flow);
    expect(await flow.target()).toMatchObject({ change: { state: 'intended' } });
    expect(await flow.target()).not.toHaveProperty('owner');
    expect(await flow.account()).toHaveProperty('changing');
  },
);

test('an error that may pass is tried six times before it is a failure', async () => {
  const flow = new AFlow();
  flow.failures.set('snapshot', aPortError('aws.throttled', { retryable: true }));

  const { output, states } = await runMachine(flow, products);

  expect(states.filter((state) => state === 'Observe')).toHaveLength(6);
  expect(output).toMatchObject({ outcome: 'failed', reasonCodes: ['observe-failed', 'aws-throttled'] });
});

test.each(['LookAfter', 'Verify'])(
  'a verification that cannot be had for %s does not undo the change',
  async (broken) => {
    const flow = new AFlow();

    const { output, states } = await runMachine(flow, products, {
      before: (state) => {
        completing(flow).before(state);
        if (state === broken) throw crash('TypeError');
      },
    });

    expect(output).toMatchObject({ outcome: 'applied', verification: null, warnings: ['not-verified'] });
    expect(states.slice(states.indexOf(broken))).toEqual([broken, 'Record', 'Release']);
    expect(flow.changes).toHaveLength(1);
    await expectNothingHeld(flow);
  },
);

test('readings that cannot be had after the change leave it as it is', async () => {
  const flow = new AFlow();

  const { output, states } = await runMachine(flow, products, {
    before: (state) => {
      completing(flow).before(state);
      if (state === 'LookAfter') flow.failures.set('snapshot', aPortError('aws.throttled', { retryable: true }));
    },
  });

  expect(output).toMatchObject({ outcome: 'applied', verification: null, warnings: ['not-verified'] });
  expect(states.filter((state) => state === 'LookAfter')).toHaveLength(6);
  expect(states).not.toContain('Verify');
  await expectNothingHeld(flow);
});

test('a failure with wake-ups that came meanwhile hands them to a successor', async () => {
  const flow = new AFlow();

  const { status } = await runMachine(flow, products, {
    before: async (state, entered) => {
      if (state === 'Decide' && entered === 1) await flow.ledger.update(admitUpdate('products', 'other', nowMs));
      if (state === 'Decide') throw crash('TypeError');
    },
  });

  expect(status).toBe('SUCCEEDED');
  expect(flow.started).toEqual([{ target: 'products', reason: 'successor' }]);
  await expectNothingHeld(flow);
});

test('a wake-up during the work is answered by another look, three in all, then by a successor', async () => {
  const flow = new AFlow();
  flow.nextDecision = { verdict: 'hold', action: null, reasonCodes: ['in-band'] };

  const { output, states } = await runMachine(flow, products, {
    before: async (state) => {
      if (state === 'Decide') await flow.ledger.update(admitUpdate('products', 'other', nowMs));
    },
  });

  expect(states.filter((state) => state === 'Observe')).toHaveLength(3);
  expect(states.at(-1)).toBe('HandOver');
  expect(output.rounds).toHaveLength(3);
  expect(flow.started).toEqual([{ target: 'products', reason: 'successor' }]);
  await expectNothingHeld(flow);
});

test('what an early round has applied stays the news of an execution whose later rounds hold', async () => {
  const flow = new AFlow();

  const { output } = await runMachine(flow, products, {
    before: async (state, entered) => {
      completing(flow).before(state);
      if (state === 'Verify') await flow.ledger.update(admitUpdate('products', 'other', nowMs));
      if (state === 'Decide' && entered === 2)
        flow.nextDecision = { verdict: 'hold', action: null, reasonCodes: ['cooldown'] };
    },
  });

  expect(output).toMatchObject({ outcome: 'applied', action: scaleOut });
  expect(output.rounds).toHaveLength(2);
});

test('a release that cannot be confirmed ends FAILED, so that recovery takes over', async () => {
  const flow = new AFlow();

  const { status } = await runMachine(flow, products, {
    ...completing(flow),
    before: (state) => {
      completing(flow).before(state);
      if (state === 'Release') throw crash('TypeError');
    },
  });

  expect(status).toBe('FAILED');
  expect(await flow.target()).toMatchObject({ owner: me });
});

test('with the ledger out of reach a failure cannot be released, and recovery takes over', async () => {
  const flow = new AFlow();
  const broken = { ...pick(flow), ledger: unreachable };

  const { status } = await runMachine(broken, products);

  expect(status).toBe('FAILED');
});

test('refused input ends SUCCEEDED with every problem, and touches nothing', async () => {
  const flow = new AFlow();

  const { status, output } = await runMachine(flow, { target: 'produkts', modus: 'plan' });

  expect(status).toBe('SUCCEEDED');
  expect(output).toMatchObject({ outcome: 'failed', target: null, decisionId: null });
  expect(output.problems.length).toBeGreaterThanOrEqual(2);
  expect(flow.ledger.contents().size).toBe(0);
});

const fails = async () => {
  throw aPortError('aws.denied');
};
const unreachable = { read: fails, update: fails, append: fails, query: fails };

/** The members of a flow, which a class instance does not spread. */
const pick = (flow: AFlow) => ({
  ports: flow.ports,
  ledger: flow.ledger,
  parse: flow.parse,
  decide: flow.decide,
  settleSeconds: flow.settleSeconds,
});

const crash = (name: string) => Object.assign(new Error('crash in a test'), { name });
