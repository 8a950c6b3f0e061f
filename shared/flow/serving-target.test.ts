import { recordKey } from '../fleet';
import { type EndpointRecord, recordOf, type StageName } from '../handover';
import { admitUpdate } from '../ledger';
import type { Target } from '../targets';
import { AFlow, aRequest, head, me, nowMs } from './a-flow';
import { observe } from './observe';
import { servingConfig, servingTarget } from './serving-target';

const clusters = { target: 'products', epoch: 3, itemTtlMs: 300_000, old: 'products', new: 'products-1f0c' };

async function after(record: EndpointRecord | object | undefined): Promise<AFlow> {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', me, nowMs));
  if (record !== undefined) await flow.ledger.update({ key: recordKey('products'), set: record as never });
  return flow;
}

test.each<readonly [string, StageName | undefined, string | undefined]>([
  ['no record', undefined, 'products'],
  ['a record that nothing has changed yet', 'old', 'products'],
  ['a replacement that is over', 'taken', 'products-1f0c'],
  ['a removal that is over', 'gone', undefined],
])('with %s the cluster is the one that serves', async (_title, stage, cluster) => {
  const flow = await after(stage && recordOf(stage, clusters));

  expect((await servingConfig(flow)).targets.products?.cluster).toBe(cluster);
  expect(await servingTarget(flow, 'products')).toMatchObject({ kind: 'serves' });
});

test('what is looked at is the cluster of the record, with the policy and tables of the declaration', async () => {
  const flow = await after(recordOf('taken', clusters));
  const seen: Target[] = [];
  const { snapshot } = flow.ports.observer;
  flow.ports.observer.snapshot = async (target, atMs) => {
    seen.push(target);
    return snapshot(target, atMs);
  };

  expect(await look(flow)).toMatchObject({ kind: 'observed' });
  expect(seen).toEqual([{ ...flow.ports.config.targets.products, cluster: 'products-1f0c' }]);
});

test.each<StageName>(['bridge-old', 'pause', 'bridge-new', 'new', 'settled', 'held-old', 'held-new'])(
  'while a hand-over stands in %s nothing else is changed',
  async (stage) => {
    const flow = await after(recordOf(stage, clusters));

    expect(await look(flow)).toMatchObject({ kind: 'stopped', outcome: 'held', reasonCode: 'hand-over' });
  },
);

test('a record that is none holds the target, and says what is wrong with it', async () => {
  const flow = await after({ ...recordOf('old', clusters), old: 'evil.example.com:8111' });

  expect(await look(flow)).toMatchObject({
    reasonCode: 'hand-over',
    text: expect.stringContaining('old is "evil.example.com:8111"'),
  });
});

const look = (flow: AFlow) =>
  observe(flow, { ...head, step: 'observe', target: 'products', request: aRequest, round: 1, settled: null });
