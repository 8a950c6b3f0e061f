import { driftFindings } from './drift';
import { hourMs } from './series-facts';
import { aCluster, anApplied, anItemAfter, aSnapshot, aTable, nowMs } from './testing';

const scaled = anApplied();
const nodes = (count: number, status = 'available') =>
  aSnapshot({
    cluster: aCluster(
      Array.from({ length: count }, () => 'a'),
      { status },
    ),
  });

test('a cluster that is as our last change left it has not drifted', () => {
  expect(driftFindings('products', nodes(5), anItemAfter(scaled), [scaled])).toEqual([]);
});

test('the value from before our change is told as set back, with the decision', () => {
  const found = driftFindings('products', nodes(3), anItemAfter(scaled), [scaled]);

  expect(found).toMatchObject([
    {
      code: 'drift-set-back',
      resource: 'products',
      text: expect.stringContaining('we set 3 -> 5, and somebody set it to 3'),
    },
  ]);
});

test('another value is told as changed', () => {
  expect(driftFindings('products', nodes(4), anItemAfter(scaled), [])).toMatchObject([{ code: 'drift-changed' }]);
});

test('a change that is older than the rows at hand is still known from the item', () => {
  expect(driftFindings('products', nodes(3), anItemAfter(scaled), [])).toMatchObject([{ code: 'drift-set-back' }]);
});

test('changes that do not join tell of somebody between them, though all is as it should be now', () => {
  const again = anApplied({ decision: 'products.20261124T100000000Z.00000002', atMs: nowMs - 2 * hourMs });

  const found = driftFindings('products', nodes(5), anItemAfter(again), [scaled, again]);

  expect(found).toMatchObject([{ code: 'drift-set-back', text: expect.stringContaining(scaled.decision) }]);
});

test('our own way back is no drift', () => {
  const back = anApplied({ decision: 'products.20261124T100000000Z.00000002', atMs: nowMs - hourMs, from: 5, to: 3 });

  expect(driftFindings('products', nodes(3), anItemAfter(back), [scaled, back])).toEqual([]);
});

test.each([
  ['the cluster is being changed', nodes(3, 'modifying'), anItemAfter(scaled)],
  [
    'a change of ours is under way',
    nodes(7),
    { change: { ...anItemAfter(scaled).change, state: 'intended' } as never },
  ],
  ['the change was never seen', nodes(3), { ...anItemAfter(scaled), lastChange: undefined as never }],
  ['the cluster is gone', aSnapshot({ cluster: { kind: 'missing', name: 'products' } }), anItemAfter(scaled)],
])('nothing is said while %s', (_, snapshot, item) => {
  expect(driftFindings('products', snapshot, item, [])).toEqual([]);
});

test('units that auto scaling moves are no drift; without it they are', () => {
  const units = anApplied({ kind: 'set-throughput', from: '10/10', to: '50/10' });
  const table = aTable({ billingMode: 'provisioned', throughput: { read: 70, write: 10 } });
  const range = { dimension: 'read', min: 5, max: 100 } as const;
  const seen = (scaling: readonly (typeof range)[]) =>
    driftFindings('products', aSnapshot({ tables: [{ ...table, scaling }] }), anItemAfter(units), [units]);

  expect(seen([range])).toEqual([]);
  expect(seen([])).toMatchObject([{ code: 'drift-changed', resource: 'products' }]);
});

test('a mode that somebody switched back is drift', () => {
  const mode = anApplied({ kind: 'set-billing-mode', from: 'on-demand', to: 'provisioned' });

  expect(driftFindings('products', aSnapshot(), anItemAfter(mode), [mode])).toMatchObject([{ code: 'drift-set-back' }]);
});
