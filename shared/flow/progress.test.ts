import { AFlow, aCluster, aConfig, aDecision, aTable, decidedToApply, head, nowMs } from './a-flow';
import { progress } from './progress';
import type { ProgressInput } from './steps';

const by = (flow: AFlow, parts: Partial<ProgressInput> = {}) =>
  progress(flow, {
    ...head,
    step: 'progress',
    target: 'products',
    decided: decidedToApply(),
    appliedAt: ago(1),
    finished: true,
    ...parts,
  });

const ago = (minutes: number): string => new Date(nowMs - minutes * 60_000).toISOString();
const node = (status: string) => ({ id: status, status });
const five = ['available', 'available', 'available', 'available', 'available'];

test.each([
  ['the cluster is not available', aCluster({ nodeCount: 5, status: 'modifying' }), 'waiting'],
  ['a node is not available', aCluster({ nodeCount: 5, nodes: [...five.slice(1), 'creating'].map(node) }), 'waiting'],
  ['a node is missing', aCluster({ nodeCount: 5, nodes: five.slice(1).map(node) }), 'waiting'],
  ['AWS still answers with the old state', aCluster(), 'waiting'],
  ['all three tests say so', aCluster({ nodeCount: 5, nodes: five.map(node) }), 'done'],
])('a node count is done or not: %s', async (_, cluster, kind) => {
  const flow = new AFlow();
  flow.cluster = cluster;

  expect((await by(flow)).kind).toBe(kind);
});

test('what is done says when, and how long it bakes', async () => {
  const flow = new AFlow(aConfig({ bakeMs: 90_500 }));
  flow.cluster = aCluster({ nodeCount: 5 });

  expect(await by(flow)).toEqual({ kind: 'done', completedAt: head.now, bakeSeconds: 91 });
});

test.each([
  ['a cluster that disappears', undefined, 1, 'cluster-missing'],
  ['a change that never shows', aCluster(), 11, 'change-not-seen'],
  ['a change that never ends', aCluster({ status: 'modifying' }), 91, 'change-too-slow'],
])('%s is a failure with its reason', async (_, cluster, minutes, reasonCode) => {
  const flow = new AFlow();
  flow.cluster = cluster;

  expect(await by(flow, { appliedAt: ago(minutes) })).toMatchObject({ kind: 'failed', reasonCode });
});

const toProvisioned = decidedToApply({
  decision: aDecision({
    action: { kind: 'set-billing-mode', table: 'products', from: 'on-demand', to: 'provisioned' },
  }),
});
const index = (status: string) => ({ name: 'i', status, throughput: { read: 1, write: 1 } });

test.each([
  ['the table is UPDATING', aTable({ billingMode: 'provisioned', status: 'UPDATING' }), 'waiting'],
  ['an index is UPDATING', aTable({ billingMode: 'provisioned', indexes: [index('UPDATING')] }), 'waiting'],
  ['the mode is the old one', aTable(), 'waiting'],
  ['table and indexes are ACTIVE', aTable({ billingMode: 'provisioned', indexes: [index('ACTIVE')] }), 'done'],
])('a capacity mode is done or not: %s', async (_, table, kind) => {
  const flow = new AFlow();
  flow.table = table;

  expect((await by(flow, { decided: toProvisioned })).kind).toBe(kind);
});

test('a mode whose call was cut off goes back to Apply', async () => {
  const flow = new AFlow();
  flow.table = aTable({ billingMode: 'provisioned' });

  expect(await by(flow, { decided: toProvisioned, finished: false })).toEqual({ kind: 'unfinished' });
});
