import { freezeUpdate } from '../ledger';
import { decide } from '../sizing';
import { policySchema } from '../targets';
import { AFlow, aConfig, aDecision, anObservation, aRequest, aSnapshot, head, nowMs } from './a-flow';
import { decideStep } from './decide';
import { pack } from './pack';
import type { DecideInput } from './steps';

const by = (flow: AFlow, parts: Partial<DecideInput> = {}) =>
  decideStep(flow, {
    ...head,
    step: 'decide',
    target: 'products',
    request: aRequest,
    round: 1,
    observation: { ...anObservation, snapshot: pack(aSnapshot()) },
    ...parts,
  });

test('what is to be applied says what it was decided on', async () => {
  expect(await by(new AFlow())).toMatchObject({
    kind: 'apply',
    because: null,
    saw: { kind: 'cluster', status: 'available', nodeCount: 3 },
  });
});

test('the time is the one of the machine’s state, so a repetition decides the same under the same id', async () => {
  const flow = new AFlow();
  let asked = 0;
  const timed = {
    ports: flow.ports,
    ledger: flow.ledger,
    parse: flow.parse,
    settleSeconds: 30,
    decide: (_: unknown, __: unknown, ___: unknown, atMs: number) => {
      asked = atMs;
      return aDecision();
    },
  };
  const input: DecideInput = {
    ...head,
    step: 'decide',
    target: 'products',
    request: aRequest,
    round: 1,
    observation: { ...anObservation, snapshot: pack(aSnapshot()) },
  };

  const [first, second] = [await decideStep(timed, input), await decideStep(timed, input)];

  expect(asked).toBe(nowMs);
  expect(second).toEqual(first);
  expect(first.decisionId).toMatch(/^products\.20261124T120000000Z\.[0-9a-f]{8}$/);
});

test('every round and every execution has its own id', async () => {
  const flow = new AFlow();
  const ids = await Promise.all([by(flow), by(flow, { round: 2 }), by(flow, { execution: 'arn:other' })]);

  expect(new Set(ids.map((one) => one.decisionId)).size).toBe(3);
});

test.each([
  ['a plan', {}, { request: { ...aRequest, mode: 'plan' as const } }, 'recommend', 'plan-only'],
  ['approval by a person', { approval: { nodeCount: 'approve' } }, {}, 'recommend', 'approval-approve'],
  ['a policy that only recommends', { approval: { nodeCount: 'recommend' } }, {}, 'recommend', 'approval-recommend'],
])('%s lowers what the decision says', async (_, policy, parts, kind, because) => {
  expect(await by(new AFlow(aConfig(policy)), parts)).toMatchObject({ kind, because, saw: null });
});

test('a frozen target is held', async () => {
  const flow = new AFlow();
  await flow.ledger.update(freezeUpdate('products', { at: 1, by: 'ops', reason: 'manual' }));
  const observation = { ...anObservation, snapshot: pack(aSnapshot()), frozen: true };

  expect(await by(flow, { observation })).toMatchObject({ kind: 'hold', because: 'frozen' });
});

test('another node type is only recommended, whatever the decision says', async () => {
  const flow = new AFlow();
  flow.nextDecision = { action: { kind: 'replace-node-type', cluster: 'products', from: 'a', to: 'b', nodes: 3 } };

  expect(await by(flow)).toMatchObject({ kind: 'recommend', because: 'approval-recommend' });
});

test('a decision without end is cut to a size that travels', async () => {
  const flow = new AFlow();
  const text = 'x'.repeat(5_000);
  flow.nextDecision = {
    evidence: Array.from({ length: 500 }, () => ({ reading: 'r', kind: 'zero', verdict: 'info', text })),
    rejected: Array.from({ length: 5_000 }, (_, n) => ({ option: `option ${n}`, reasonCode: 'too-small' })),
    warnings: Array.from({ length: 500 }, () => text),
  };

  const result = await by(flow);

  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(64 * 1024);
});

test('a target that is not declared any more is refused by name', async () => {
  await expect(by(new AFlow(), { target: 'gone' })).rejects.toMatchObject({ code: 'flow.undeclared-target' });
});

test('a recorded decision is made again from its inputs', async () => {
  const policy = policySchema.parse({});
  const snapshot = aSnapshot();

  const first = decide(snapshot, policy, { switchesToOnDemandMs: [] }, nowMs);
  const again = decide(JSON.parse(JSON.stringify(snapshot)), policy, { switchesToOnDemandMs: [] }, nowMs);

  expect(again).toEqual(first);
});
