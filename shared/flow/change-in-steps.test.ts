import { admitUpdate, freezeAccountUpdate, freezeUpdate } from '../ledger';
import type { Action } from '../sizing';
import { AFlow, aCluster, aDecision, aPortError, aTable, decidedToApply, head, me, nowMs } from './a-flow';
import { apply } from './apply';
import { PortError } from './ports';
import { progress } from './progress';
import type { DecideResult, Sight } from './steps';

const toUnits: Action = {
  kind: 'set-throughput',
  table: 'products',
  from: { read: 100, write: 10, indexes: [] },
  to: { read: 50, write: 10, indexes: [] },
};
const sawUnits: Sight = { kind: 'table', status: 'ACTIVE', billingMode: 'provisioned', units: '100/10' };

const toTtl: Action = {
  kind: 'set-cache-ttl',
  cluster: 'products',
  from: { itemMs: 60_000, queryMs: 60_000 },
  to: { itemMs: 300_000, queryMs: 60_000 },
};
const sawTtl: Sight = { kind: 'cluster', status: 'available', nodeCount: 3, ttl: '60000/60000' };

const decidedTo = (action: Action, saw: Sight): DecideResult =>
  decidedToApply({ decision: aDecision({ action }), saw });

async function anOwner(): Promise<AFlow> {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', me, nowMs));
  flow.table = aTable({ billingMode: 'provisioned', throughput: { read: 100, write: 10 }, scaling: [] });
  flow.cluster = aCluster({ itemTtlMs: 60_000, queryTtlMs: 60_000 });
  return flow;
}

/** Apply and Progress by turns, as the machine runs them; AWS finishes whatever it works on in between. */
async function toTheEnd(flow: AFlow, decided: DecideResult, target = 'products') {
  for (let turn = 1; turn <= 20; turn += 1) {
    const by = { ...head, target, decided } as const;
    const applied = await apply(flow, { ...by, step: 'apply', round: 1, attempt: `${turn}`, retries: 0 });
    if (applied.kind !== 'applied') return applied;
    flow.table = flow.table && { ...flow.table, status: 'ACTIVE' };
    flow.cluster = flow.cluster && aCluster({ ...flow.cluster, nodes: aCluster().nodes });
    const { appliedAt, finished } = applied;
    const result = await progress(flow, { ...by, step: 'progress', appliedAt, finished });
    if (result.kind !== 'unfinished') return result;
  }
  throw new Error('no end');
}

test('units are set, and set again once the table has settled, which resumes its scaling', async () => {
  const flow = await anOwner();

  expect(await toTheEnd(flow, decidedTo(toUnits, sawUnits))).toMatchObject({ kind: 'done' });
  expect(flow.changes).toEqual([
    expect.objectContaining({ table: 'products', to: { read: 50, write: 10, indexes: [] } }),
    expect.objectContaining({ table: 'products', limits: expect.objectContaining({ minUnits: 5 }) }),
  ]);
});

test('units that stay are a change of one call, done although auto scaling moves them at once', async () => {
  const flow = await anOwner();
  const resumed: Action = { ...toUnits, to: { read: 100, write: 10, indexes: [] } };
  const by = { ...head, target: 'products', decided: decidedTo(resumed, sawUnits) } as const;

  const applied = await apply(flow, { ...by, step: 'apply', round: 1, attempt: '1', retries: 0 });
  flow.table = aTable({ billingMode: 'provisioned', throughput: { read: 300, write: 10 } });
  const result = await progress(flow, { ...by, step: 'progress', appliedAt: head.now, finished: true });

  expect(applied).toMatchObject({ kind: 'applied', finished: true });
  expect(result).toMatchObject({ kind: 'done' });
  expect(flow.changes).toHaveLength(1);
});

test('a TTL is attached, then one node after the other is rebooted', async () => {
  const flow = await anOwner();

  expect(await toTheEnd(flow, decidedTo(toTtl, sawTtl))).toMatchObject({ kind: 'done' });
  expect(flow.changes).toEqual([
    { cluster: 'products', from: { itemMs: 60_000, queryMs: 60_000 }, to: { itemMs: 300_000, queryMs: 60_000 } },
    { cluster: 'products', node: 'products-0' },
    { cluster: 'products', node: 'products-1' },
    { cluster: 'products', node: 'products-2' },
  ]);
});

test('a freeze between two reboots ends the change with its reason, the intent stays for the next owner', async () => {
  const flow = await anOwner();
  const decided = decidedTo(toTtl, sawTtl);
  await apply(flow, { ...head, step: 'apply', target: 'products', decided, round: 1, attempt: '0', retries: 0 });
  await flow.ledger.update(freezeUpdate('products', { at: nowMs, by: 'ops', reason: 'manual' }));

  expect(await toTheEnd(flow, decided)).toMatchObject({ kind: 'ended', outcome: 'held', reasonCode: 'frozen' });
  expect(flow.changes).toHaveLength(1);
  expect(await flow.target()).toMatchObject({ change: { state: 'intended', to: '300000/60000' } });
});

test('a reboot that AWS refuses for good ends the change as failed; it is not asked for again and again', async () => {
  const flow = await anOwner();
  let asked = 0;
  Object.assign(flow.ports.changer, {
    rebootNode: async () => {
      asked += 1;
      throw new PortError('aws.denied', 'RebootNode is not allowed', false, 'no');
    },
  });

  expect(await toTheEnd(flow, decidedTo(toTtl, sawTtl))).toMatchObject({
    kind: 'ended',
    outcome: 'failed',
    reasonCode: 'aws-denied',
  });
  expect(asked).toBe(1);
  expect(await flow.target()).toMatchObject({ change: { state: 'intended', to: '300000/60000' } });
});

/** From the second call on, which resumes what the first one suspended. */
function resumeFails(flow: AFlow, error: PortError): { asked: number } {
  const count = { asked: 0 };
  const { setThroughput } = flow.ports.changer;
  flow.ports.changer.setThroughput = async (change) => {
    if (flow.table?.leftSuspended === undefined) return setThroughput(change);
    count.asked += 1;
    throw error;
  };
  return count;
}

test('units that are there while their scaling cannot be resumed are a failure with its reason, and no change that is applied', async () => {
  const flow = await anOwner();
  const count = resumeFails(flow, aPortError('aws.denied'));

  expect(await toTheEnd(flow, decidedTo(toUnits, sawUnits))).toMatchObject({
    kind: 'ended',
    outcome: 'failed',
    reasonCode: 'aws-denied',
  });
  expect(count.asked).toBe(1);
  expect(await flow.target()).toMatchObject({ change: { state: 'intended', to: '50/10' } });
});

test('a resumption of scaling that is refused is no change, and leaves nothing behind', async () => {
  const flow = await anOwner();
  flow.table = aTable({ ...flow.table, leftSuspended: ['read'] });
  resumeFails(flow, aPortError('aws.denied'));
  const resumed: Action = { ...toUnits, to: { read: 100, write: 10, indexes: [] } };

  expect(await toTheEnd(flow, decidedTo(resumed, sawUnits))).toMatchObject({ kind: 'ended', outcome: 'failed' });
  expect(await flow.target()).toMatchObject({ change: { state: 'withdrawn' } });
});

test.each([
  ['the target', freezeUpdate('products', { at: nowMs, by: 'ops', reason: 'manual' })],
  ['the account', freezeAccountUpdate({ at: nowMs, by: 'ops', reason: 'manual' })],
])('%s is frozen while scaling rests: the change is held, not finished', async (_, freeze) => {
  const flow = await anOwner();
  const decided = decidedTo(toUnits, sawUnits);
  await apply(flow, { ...head, step: 'apply', target: 'products', decided, round: 1, attempt: '0', retries: 0 });
  flow.table = aTable({ ...flow.table, status: 'ACTIVE' });
  await flow.ledger.update(freeze);

  const again = { ...head, step: 'apply', target: 'products', decided, round: 1, attempt: '1', retries: 0 } as const;
  expect(await apply(flow, again)).toMatchObject({ kind: 'ended', outcome: 'held', reasonCode: 'frozen' });
  expect(flow.changes).toHaveLength(1);
  expect(await flow.target()).toMatchObject({ change: { state: 'intended' } });
});

test('units that somebody else has set since are left as they are', async () => {
  const flow = await anOwner();
  flow.table = aTable({ billingMode: 'provisioned', throughput: { read: 80, write: 10 } });

  expect(await toTheEnd(flow, decidedTo(toUnits, sawUnits))).toMatchObject({
    kind: 'again',
    reasonCode: 'target-changed',
  });
  expect(flow.changes).toEqual([]);
});

test('a TTL is not done while a node works by the old one', async () => {
  const flow = await anOwner();
  flow.cluster = aCluster({
    itemTtlMs: 300_000,
    queryTtlMs: 60_000,
    parameterGroup: { name: 'g', applyStatus: 'applying', nodesToReboot: [] },
  });
  const by = { ...head, target: 'products', decided: decidedTo(toTtl, sawTtl) } as const;

  const result = await progress(flow, { ...by, step: 'progress', appliedAt: head.now, finished: true });

  expect(result.kind).toBe('waiting');
});
