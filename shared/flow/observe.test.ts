import { admitUpdate, freezeUpdate, intendUpdate, lookUpdate, startChangingUpdate } from '../ledger';
import { aChange } from '../ledger/ledger-conformance';
import { AFlow, aCluster, aRequest, aSnapshot, aTable, head, me, nowMs } from './a-flow';
import { observe } from './observe';
import { unpack } from './pack';
import type { ObserveInput } from './steps';

const by = (flow: AFlow, parts: Partial<ObserveInput> = {}) =>
  observe(flow, { ...head, step: 'observe', target: 'products', request: aRequest, round: 1, settled: null, ...parts });

async function anOwner(): Promise<AFlow> {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', me, nowMs));
  return flow;
}

const foreign = aChange({ decision: 'd0', execution: 'dead', resource: 'products', from: 3, to: 5 });

/** An execution died after its intent, and we hold the target now. */
async function afterACrash(): Promise<AFlow> {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', 'dead', nowMs));
  await flow.ledger.update(intendUpdate('products', foreign));
  await flow.ledger.update({ key: { pk: 'target#products', sk: 'state' }, set: { owner: me } });
  return flow;
}

test('the counter is read before the look, so that a wake-up during the look is not taken as seen', async () => {
  const flow = await anOwner();
  const { snapshot } = flow.ports.observer;
  flow.ports.observer.snapshot = async (target, atMs) => {
    await flow.ledger.update(admitUpdate('products', 'other', nowMs));
    return snapshot(target, atMs);
  };

  expect(await by(flow)).toMatchObject({ kind: 'observed', seen: 1 });
  expect(await flow.target()).toMatchObject({ wakeUps: 2, looking: me });
});

test('what was seen comes back whole', async () => {
  const flow = await anOwner();
  flow.cluster = aCluster({ nodeCount: 7 });

  const result = await by(flow);

  expect(result.kind === 'observed' && unpack(result.snapshot)).toEqual(aSnapshot({ cluster: flow.cluster }));
});

test('whoever does not hold the target looks at nothing', async () => {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', 'other', nowMs));

  expect(await by(flow)).toMatchObject({ kind: 'stopped', outcome: 'failed', reasonCode: 'lock-lost', seen: null });
});

test('a target that is frozen for its crashes is held without a look, one frozen by a person is looked at', async () => {
  const crashed = await anOwner();
  await crashed.ledger.update(freezeUpdate('products', { at: 1, by: 'daxpilot', reason: 'crashes' }));
  const frozen = await anOwner();
  await frozen.ledger.update(freezeUpdate('products', { at: 1, by: 'ops', reason: 'manual' }));

  expect(await by(crashed)).toMatchObject({ kind: 'stopped', outcome: 'held', reasonCode: 'frozen', seen: 1 });
  expect(await by(frozen)).toMatchObject({ kind: 'observed', frozen: true });
});

test('where a target is frozen for its crashes, the turn of an intent that was left open goes to others after the wait', async () => {
  const flow = await afterACrash();
  await flow.ledger.update(startChangingUpdate({ execution: 'dead', target: 'products', attempt: '1', nowMs }));
  await flow.ledger.update(freezeUpdate('products', { at: 1, by: 'daxpilot', reason: 'crashes' }));

  expect(await by(flow)).toMatchObject({ kind: 'wait', settled: 'd0' });
  expect(await flow.account()).toMatchObject({ changing: 'dead' });
  expect(await by(flow, { settled: 'd0' })).toMatchObject({ kind: 'stopped', outcome: 'held', reasonCode: 'frozen' });
  expect(await flow.account()).not.toHaveProperty('changing');
});

test('an intent of a dead execution is waited out before the look', async () => {
  expect(await by(await afterACrash())).toEqual({ kind: 'wait', seen: null, seconds: 30, settled: 'd0' });
});

test.each([
  ['is there', aCluster({ nodeCount: 5 }), 'done', { direction: 'out', completedAtMs: nowMs }],
  ['is not there', aCluster(), 'done', undefined],
  ['is under way', aCluster({ status: 'modifying' }), 'intended', undefined],
])('then a change that %s counts accordingly', async (_, cluster, state, lastChange) => {
  const flow = await afterACrash();
  await flow.ledger.update(startChangingUpdate({ execution: 'dead', target: 'products', attempt: '1', nowMs }));
  flow.cluster = cluster;

  const result = await by(flow, { settled: 'd0' });

  const target = await flow.target();
  expect(target.change?.state).toBe(state);
  expect(await flow.account()).not.toHaveProperty('changing');
  expect(target.lastChange).toEqual(lastChange && { kind: 'set-node-count', ...lastChange });
  expect(result.kind === 'observed' && result.history.lastChange).toEqual(target.lastChange);
});

test('nodes that were made after the last recorded change are a change, lost in a crash', async () => {
  const flow = await anOwner();
  const nodes = [{ id: 'a', status: 'available', createdAtMs: nowMs + 5 }];
  flow.cluster = aCluster({ nodeCount: 1, nodes });

  const result = await by(flow);

  expect(result).toMatchObject({ history: { lastChange: { direction: 'out', completedAtMs: nowMs + 5 } } });
});

test('nodes that are older than our first look are no change of ours', async () => {
  const flow = await anOwner();
  flow.cluster = aCluster({ nodeCount: 1, nodes: [{ id: 'a', status: 'available', createdAtMs: nowMs - 5 }] });

  const result = await by(flow);

  expect(result.kind === 'observed' && result.history).not.toHaveProperty('lastChange');
});

test('a switch to on-demand that AWS knows of and the ledger does not is counted, once', async () => {
  const flow = await anOwner();
  const hourMs = 3_600_000;
  const switched = (lastSwitchToOnDemandMs: number) => aSnapshot({ tables: [aTable({ lastSwitchToOnDemandMs })] });
  const modeSwitches = [{ table: 'products', atMs: nowMs - hourMs }];
  await flow.ledger.update({ key: { pk: 'target#products', sk: 'state' }, set: { modeSwitches } });

  flow.ports.observer.snapshot = async () => switched(nowMs - hourMs - 300_000);
  expect(await by(flow)).toMatchObject({ history: { switchesToOnDemandMs: [nowMs - hourMs] } });

  flow.ports.observer.snapshot = async () => switched(nowMs - 60_000);
  expect(await by(flow)).toMatchObject({ history: { switchesToOnDemandMs: [nowMs - hourMs, nowMs - 60_000] } });
});

test('a snapshot that is too large for the machine is refused by name', async () => {
  const flow = await anOwner();
  const noise = Array.from({ length: 60_000 }, (_, index) => Math.sin(index ** 2) * 1e9);
  flow.ports.observer.snapshot = async () =>
    aSnapshot({ clusterMetrics: { requests: { startMs: 0, periodMs: 60_000, values: noise } } });

  const result = await by(flow);

  expect(result).toMatchObject({ kind: 'stopped', outcome: 'failed', reasonCode: 'snapshot-too-large' });
});

test('two weeks of five-minute points of ten series fit', async () => {
  const flow = await anOwner();
  const values = (seed: number) =>
    Array.from({ length: 4032 }, (_, index) =>
      Math.round(1000 + 500 * Math.sin(index / 45 + seed) + ((index * seed) % 37)),
    );
  const series = (seed: number) => ({ startMs: 0, periodMs: 300_000, values: values(seed) });
  flow.ports.observer.snapshot = async () =>
    aSnapshot({
      tableMetrics: Object.fromEntries(
        ['t', 't/a', 't/b', 't/c', 't/d'].map((name, seed) => [
          name,
          { consumedRead: series(seed + 1), consumedWrite: series(seed + 7) },
        ]),
      ),
    });

  const result = await by(flow);

  expect(result.kind).toBe('observed');
  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(200 * 1024);
});

test('a plan looks without the lock', async () => {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', 'other', nowMs));
  await flow.ledger.update(lookUpdate('products', 'other'));

  expect(await by(flow, { request: { ...aRequest, mode: 'plan' } })).toMatchObject({ kind: 'observed', seen: null });
  expect(await flow.target()).toMatchObject({ looking: 'other' });
});
