import { answerDecision, listDecisions } from '../../shared/flow';
import { AFlow, aCluster, aConfig, aPortError, nowMs, scaleOut } from '../../shared/flow/a-flow';
import { freezeUpdate, thawUpdate } from '../../shared/ledger';
import { runMachine } from '../protocol/run-machine';
import { SimulatedCluster } from './simulated-cluster';
import { SimulatedService } from './simulated-service';

const products = { target: 'products' };
const hourMs = 3_600_000;
const at = (ms: number) => new Date(nowMs + ms).toISOString();
const alice = 'arn:aws:iam::123456789012:user/alice';
const bob = 'arn:aws:iam::123456789012:user/bob';

/** A decision that waits for a person. */
async function aPending(policy: object = {}): Promise<{ readonly flow: AFlow; readonly decision: string }> {
  const flow = new AFlow(aConfig({ approval: { nodeCount: 'approve' }, ...policy }));
  const { output } = await runMachine(flow, products, { arn: 'arn:asks' });
  return { flow, decision: output.decisionId ?? '' };
}

const approve = (flow: AFlow, decision: string, by = alice, atMs = nowMs) =>
  answerDecision(flow, { decision, answer: 'approved', by, nowMs: atMs });
const reject = (flow: AFlow, decision: string, by = alice) =>
  answerDecision(flow, { decision, answer: 'rejected', by, nowMs });

const completing = (flow: AFlow) => (state: string) => {
  if (state === 'Progress' && flow.cluster) flow.cluster = aCluster({ nodeCount: flow.cluster.nodeCount });
};

/** The execution that the approval started. */
const looksAgain = (flow: AFlow, now = at(0), arn = 'arn:looks') =>
  runMachine(flow, flow.started.at(-1), { arn, now, before: completing(flow) });

const rowOf = async (flow: AFlow, decision: string) =>
  (await listDecisions(flow, { target: 'products' })).find((row) => row.decisionId === decision);

test('a decision under approve is recorded with its expiry and announced with the commands, and nothing is held', async () => {
  const { flow, decision } = await aPending();

  expect(await rowOf(flow, decision)).toMatchObject({
    outcome: 'recommended',
    approval: { state: 'pending', expiresAtMs: nowMs + 24 * hourMs },
  });
  expect(flow.notices).toEqual([
    expect.objectContaining({
      subject: 'products: approval wanted: set products from 3 to 5 nodes',
      text: expect.stringContaining(`daxpilot approve ${decision}   (until 2026-11-25T12:00:00.000Z)`),
    }),
  ]);
  expect(await flow.target()).not.toHaveProperty('owner');
  expect(flow.changes).toEqual([]);
});

test('approved: a new look comes to the same action and makes it, with the approver in the row', async () => {
  const { flow, decision } = await aPending();

  expect(await approve(flow, decision)).toMatchObject({ kind: 'answered', target: 'products' });
  expect(flow.started).toEqual([{ target: 'products', reason: 'approval', approval: decision }]);
  const { output } = await looksAgain(flow);

  expect(output).toMatchObject({
    outcome: 'applied',
    action: scaleOut,
    reasonCodes: ['cpu-high', 'approved'],
    approval: { state: 'used', decision },
  });
  expect(flow.changes).toHaveLength(1);
  expect(await rowOf(flow, decision)).toMatchObject({
    approval: { state: 'used', by: alice, atMs: nowMs, execution: 'arn:looks' },
  });
  expect(await flow.target()).not.toHaveProperty('approved');
});

test('approved, but the look comes to something else: it lapses, and says what differs', async () => {
  const { flow, decision } = await aPending();
  await approve(flow, decision);
  flow.nextDecision = { action: { ...scaleOut, to: 4 }, reasonCodes: ['load-high'] };

  const { output } = await looksAgain(flow);

  expect(output).toMatchObject({
    outcome: 'recommended',
    reasonCodes: ['approval-lapsed', 'load-high'],
    text: expect.stringMatching(/from 3 to 5 nodes; decided now: set products from 3 to 4 nodes \(load-high\)/),
    // The new wish can be approved in its turn.
    approval: { state: 'pending' },
  });
  expect(flow.changes).toEqual([]);
  expect(await rowOf(flow, decision)).toMatchObject({ approval: { state: 'lapsed', by: alice } });
});

test('approved, but nothing is wanted any more: held, and the approval is over', async () => {
  const { flow, decision } = await aPending();
  await approve(flow, decision);
  flow.nextDecision = { verdict: 'hold', action: null, reasonCodes: ['in-band'] };

  expect((await looksAgain(flow)).output).toMatchObject({
    outcome: 'held',
    reasonCodes: ['approval-lapsed', 'in-band'],
    text: expect.stringContaining('decided now: to change nothing (in-band)'),
  });
  expect(flow.notices.at(-1)).toMatchObject({
    kind: 'lapsed',
    subject: 'products: approval lapsed, nothing is changed',
    text: expect.stringContaining(alice),
  });
  expect((await looksAgain(flow, at(1000), 'arn:later')).output.reasonCodes).toEqual(['in-band']);
});

test('an approval is not lost when its execution coalesces: whoever looks next takes it', async () => {
  const { flow, decision } = await aPending();
  await approve(flow, decision);

  const { output } = await runMachine(flow, { ...products, reason: 'schedule' }, { before: completing(flow) });

  expect(output).toMatchObject({ outcome: 'applied', approval: { state: 'used', decision } });
});

test('a plan does not use an approval', async () => {
  const { flow, decision } = await aPending();
  await approve(flow, decision);

  const { output } = await runMachine(flow, { ...products, mode: 'plan' });

  expect(output.outcome).toBe('recommended');
  expect(flow.changes).toEqual([]);
  expect(await flow.target()).toMatchObject({ approved: { decision } });
});

test('of two approvals at once one wins, and the other hears who it was', async () => {
  const { flow, decision } = await aPending();

  const results = await Promise.all([approve(flow, decision, alice), approve(flow, decision, bob)]);

  expect(results.map(({ kind }) => kind).sort()).toEqual(['answered', 'decided']);
  const { approval } = (await rowOf(flow, decision)) ?? {};
  expect(results.find(({ kind }) => kind === 'decided')).toMatchObject({ approval });
  expect(flow.started).toHaveLength(1);
});

test('an approval and a rejection at once give one winner', async () => {
  const { flow, decision } = await aPending();

  const results = await Promise.all([reject(flow, decision, bob), approve(flow, decision, alice)]);

  expect(results.map(({ kind }) => kind).sort()).toEqual(['answered', 'decided']);
});

test('who was cut off after the answer repeats it, and what was missing is done', async () => {
  const { flow, decision } = await aPending();
  flow.failures.set('start', aPortError('aws.unreachable', { retryable: true, sent: 'maybe' }));
  await expect(approve(flow, decision)).rejects.toMatchObject({ code: 'aws.unreachable' });
  flow.failures.clear();

  expect(await approve(flow, decision)).toMatchObject({ kind: 'answered', execution: 'started-2' });
  expect(await approve(flow, decision, bob)).toMatchObject({ kind: 'decided', approval: { by: alice } });
});

test.each([
  ['unknown', 'products.20260101T000000000Z.00000000'],
  ['unknown', 'not an id'],
])('a decision that there is not is %s: %s', async (kind, decision) => {
  const { flow } = await aPending();

  expect(await approve(flow, decision)).toEqual({ kind });
});

test('a decision that needs nobody cannot be approved', async () => {
  const flow = new AFlow();
  const { output } = await runMachine(flow, products, { before: completing(flow) });

  expect(await approve(flow, output.decisionId ?? '')).toEqual({ kind: 'not-asked', outcome: 'applied' });
});

test('after its time it cannot be approved, by the clock of the ledger’s rows', async () => {
  const { flow, decision } = await aPending({ approvalExpiryMs: hourMs });

  expect(await approve(flow, decision, alice, nowMs + hourMs + 1)).toEqual({
    kind: 'expired',
    expiresAtMs: nowMs + hourMs,
  });
});

test('an approver whose clock is behind gets no later approval through: the look has its own time', async () => {
  const { flow, decision } = await aPending({ approvalExpiryMs: hourMs });
  await approve(flow, decision, alice, nowMs);

  const { output } = await looksAgain(flow, at(2 * hourMs));

  expect(output).toMatchObject({
    outcome: 'recommended',
    reasonCodes: ['approval-lapsed', 'cpu-high'],
    text: expect.stringContaining('it could be approved until 2026-11-24T13:00:00.000Z'),
  });
  expect(flow.changes).toEqual([]);
});

test('a rejected decision is not made, whoever starts an execution for it', async () => {
  const { flow, decision } = await aPending();
  await reject(flow, decision, bob);

  const { output } = await runMachine(flow, { ...products, reason: 'approval', approval: decision });

  expect(output).toMatchObject({ outcome: 'recommended', text: expect.stringContaining(`${bob} rejected it`) });
  expect(flow.changes).toEqual([]);
});

test('an execution that claims an approval which nobody gave changes nothing', async () => {
  const { flow, decision } = await aPending();

  const { output } = await runMachine(flow, { ...products, reason: 'approval', approval: decision });

  expect(output).toMatchObject({ outcome: 'recommended', text: expect.stringContaining('nobody has approved it yet') });
  expect(flow.changes).toEqual([]);
  expect(await rowOf(flow, decision)).toMatchObject({ approval: { state: 'pending' } });
});

test('a freeze keeps an approval waiting, and a thaw lets it through', async () => {
  const { flow, decision } = await aPending();
  await approve(flow, decision);
  await flow.ledger.update(freezeUpdate('products', { at: nowMs, by: bob, reason: 'manual' }));
  expect((await looksAgain(flow)).output).toMatchObject({ outcome: 'held', reasonCodes: ['frozen', 'cpu-high'] });

  await flow.ledger.update(thawUpdate('products'));

  expect((await looksAgain(flow, at(1000), 'arn:thawed')).output).toMatchObject({ outcome: 'applied' });
});

test('the same wish is announced again only once the one before cannot be approved any more', async () => {
  const { flow } = await aPending({ approvalExpiryMs: hourMs });

  await runMachine(flow, products, { arn: 'arn:2', now: at(hourMs / 2) });
  expect(flow.notices).toHaveLength(1);
  await runMachine(flow, products, { arn: 'arn:3', now: at(hourMs + 1000) });

  expect(flow.notices).toHaveLength(2);
});

test('a decision of a target that was renamed since is answered by its name', async () => {
  const { flow, decision } = await aPending();
  const { products: renamed, ...others } = flow.config.targets;
  const config = { ...flow.config, targets: { ...others, shop: { ...renamed, name: 'shop' } as never } };
  const moved = { ...flow, ports: { ...flow.ports, config } };

  expect(await answerDecision(moved as never, { decision, answer: 'approved', by: alice, nowMs })).toEqual({
    kind: 'undeclared',
    target: 'products',
  });
});

test.each(['replace-node-type', 'remove-cluster'] as const)(
  '%s is only recommended: no execution of rightsize can do it',
  async (kind) => {
    const flow = new AFlow(aConfig({ approval: { nodeType: 'approve', removal: 'approve' } }));
    flow.nextDecision = {
      verdict: 'recommend',
      reasonCodes: ['approval-needed'],
      action:
        kind === 'remove-cluster'
          ? { kind, cluster: 'products', nodeType: 'dax.r5.large', nodes: 3 }
          : { kind, cluster: 'products', from: 'dax.r5.large', to: 'dax.r5.xlarge', nodes: 3 },
    };

    const { output } = await runMachine(flow, products);

    expect(output.outcome).toBe('recommended');
    expect(await approve(flow, output.decisionId ?? '')).toEqual({ kind: 'not-asked', outcome: 'recommended' });
  },
);

test('what decide() itself leaves to a person waits, and is made once it is approved', async () => {
  const world = { requestsPerSecond: () => 3000, noise: () => 0, cpuPercent: (nodes: number) => 125 / nodes };
  const cluster = new SimulatedCluster(world, 5, nowMs);
  const service = new SimulatedService(cluster, aConfig({ approval: { nodeCount: 'approve' } }));

  const asked = await service.run();
  expect(asked).toMatchObject({ outcome: 'recommended', approval: { state: 'pending' } });
  expect(cluster.changes).toEqual([]);
  const { decisionId } = asked;
  await answerDecision(service.flow, {
    decision: decisionId ?? '',
    answer: 'approved',
    by: alice,
    nowMs: cluster.nowMs,
  });
  const made = await service.run({ target: 'products', reason: 'approval', approval: decisionId });

  expect(made).toMatchObject({ outcome: 'applied', approval: { state: 'used', decision: decisionId } });
  expect(cluster.nodes).toBe(3);
});
