import { admitUpdate, intendUpdate } from '../ledger';
import { aChange } from '../ledger/ledger-conformance';
import { AFlow, aDecision, anObservation, aPortError, aRequest, decidedToApply, head, me, nowMs } from './a-flow';
import { getDecision, listDecisions } from './history';
import { record } from './record';
import { recordFailure } from './record-failure';
import type { RecordFailureInput, RecordInput } from './steps';

const decided = decidedToApply();
const done = { kind: 'done', completedAt: head.now, bakeSeconds: 0 } as const;
const applied = { kind: 'applied', appliedAt: head.now, waitSeconds: 30, finished: true } as const;

const by = (flow: AFlow, parts: Partial<RecordInput> = {}) =>
  record(flow, {
    ...head,
    step: 'record',
    target: 'products',
    request: aRequest,
    round: 1,
    observation: anObservation,
    decided,
    applied,
    progress: done,
    verification: null,
    previous: null,
    ...parts,
  });

async function applying(action: {
  readonly kind: 'set-node-count' | 'set-billing-mode';
  readonly to: number | string;
}) {
  const flow = new AFlow();
  await flow.ledger.update(admitUpdate('products', me, nowMs));
  await flow.ledger.update(
    intendUpdate('products', aChange({ ...action, decision: decided.decisionId, execution: me })),
  );
  return flow;
}

test('a row keeps inputs, decision, reasons and outcome, and is found by time and by id', async () => {
  const flow = await applying(decided.decision.action as never);

  await by(flow);

  const [row] = await listDecisions(flow, { target: 'products', sinceMs: nowMs, untilMs: nowMs });
  expect(row).toMatchObject({
    decisionId: decided.decisionId,
    outcome: 'applied',
    reasonCodes: ['cpu-high'],
    decision: { action: { to: 5 } },
    inputs: { nowMs, history: { switchesToOnDemandMs: [] }, policy: { nodes: { min: 3 } } },
    request: { source: 'alarm', reason: 'cpu-high' },
  });
  expect(await getDecision(flow, decided.decisionId)).toEqual(row);
  expect(await listDecisions(flow, { target: 'products', sinceMs: nowMs + 1 })).toEqual([]);
  expect(await getDecision(flow, 'nonsense')).toBeUndefined();
});

test('repeated after its response was lost there is one row, one cool-down and one switch', async () => {
  const toOnDemand = { kind: 'set-billing-mode', table: 'products', from: 'provisioned', to: 'on-demand' } as const;
  const parts = { decided: decidedToApply({ decision: aDecision({ action: toOnDemand }) }) };
  const flow = await applying(toOnDemand);

  const [first, second] = [await by(flow, parts), await by(flow, parts)];

  expect(second).toEqual(first);
  expect(await listDecisions(flow, { target: 'products' })).toHaveLength(1);
  expect(await flow.target()).toMatchObject({
    lastChange: { kind: 'set-billing-mode', direction: 'other', completedAtMs: nowMs },
    modeSwitches: [{ table: 'products', atMs: nowMs }],
  });
});

test('the cool-down counts from the completion, and old switches are forgotten', async () => {
  const toOnDemand = { kind: 'set-billing-mode', table: 'products', from: 'provisioned', to: 'on-demand' } as const;
  const flow = await applying(toOnDemand);
  const completedAt = new Date(nowMs + 600_000).toISOString();
  const hoursAgo = (hours: number) => ({ table: 'products', atMs: nowMs - hours * 3_600_000 });

  await by(flow, {
    decided: decidedToApply({ decision: aDecision({ action: toOnDemand }) }),
    observation: { ...anObservation, modeSwitches: [hoursAgo(25), hoursAgo(2)] },
    progress: { ...done, completedAt },
  });

  expect(await flow.target()).toMatchObject({
    lastChange: { completedAtMs: nowMs + 600_000 },
    modeSwitches: [hoursAgo(2), { table: 'products', atMs: nowMs + 600_000 }],
  });
});

test('an announcement that cannot be sent does not undo the record', async () => {
  const flow = await applying(decided.decision.action as never);
  flow.failures.set('announce', aPortError('aws.denied'));

  expect(await by(flow)).toMatchObject({ record: { outcome: 'applied' } });
});

test('a row that is too large keeps its outcome and says what was left out', async () => {
  const flow = await applying(decided.decision.action as never);
  const warnings = Array.from({ length: 3_000 }, (_, n) => `warning ${n} ${'x'.repeat(200)}`);

  await by(flow, { decided: decidedToApply({ decision: aDecision({ warnings }) }) });

  const [row] = await listDecisions(flow, { target: 'products' });
  expect(row).toMatchObject({ outcome: 'applied', decision: { omitted: 'larger than a row may be' } });
});

const failing = (flow: AFlow, parts: Partial<RecordFailureInput> = {}) =>
  recordFailure(flow, {
    ...head,
    step: 'record-failure',
    input: { target: 'products' },
    round: 1,
    state: 'observe',
    failure: { Error: 'Daxpilot.Final', Cause: '{"errorMessage":"aws.denied: GetMetricData: not allowed"}' },
    decided: null,
    previous: null,
    ...parts,
  });

test('a failure says which step and why, and is news once', async () => {
  const flow = new AFlow();

  const first = await failing(flow);
  await failing(flow, { execution: 'arn:later' });

  expect(first.record).toMatchObject({
    outcome: 'failed',
    target: 'products',
    reasonCodes: ['observe-failed', 'aws-denied'],
    text: 'aws.denied: GetMetricData: not allowed',
  });
  expect(flow.notices.map((notice) => notice.kind)).toEqual(['failed']);
  expect(await listDecisions(flow, { target: 'products' })).toHaveLength(2);
});

test.each([
  ['a time-out', { Error: 'States.Timeout', Cause: '' }, 'States-Timeout'],
  ['a crash', { Error: 'Lambda.Unknown', Cause: 'The cause could not be determined' }, 'Lambda-Unknown'],
  ['nothing at all', {}, 'unknown'],
])('%s has a reason code too', async (_, failure, code) => {
  expect(await failing(new AFlow(), { failure })).toMatchObject({ record: { reasonCodes: ['observe-failed', code] } });
});

test('with the ledger out of reach the record is the output, and says that it was not kept', async () => {
  const flow = new AFlow();
  const fails = async () => {
    throw aPortError('aws.unreachable', { retryable: true });
  };
  const ledger = { read: fails, update: fails, append: fails, query: fails };
  const broken = { ports: flow.ports, parse: flow.parse, decide: flow.decide, settleSeconds: 30, ledger };

  const result = await recordFailure(broken, {
    ...head,
    step: 'record-failure',
    input: { target: 'products' },
    round: 1,
    state: 'admit',
    failure: {},
    decided: null,
    previous: null,
  });

  expect(result.record).toMatchObject({ outcome: 'failed', warnings: ['not-recorded'] });
});
