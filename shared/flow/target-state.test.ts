import { anObservation, aRequest, decidedToApply, head } from './a-flow';
import { aRecord } from './decision-record';
import type { DecisionRecord, RecordInput } from './steps';
import { stateMetrics, stateNamespace, targetStateEvent } from './target-state';

const input = (parts: Partial<RecordInput> = {}): RecordInput => ({
  ...head,
  step: 'record',
  target: 'products',
  request: aRequest,
  round: 1,
  observation: anObservation,
  decided: decidedToApply(),
  applied: null,
  progress: null,
  verification: null,
  previous: null,
  ...parts,
});

const record = (parts: Partial<DecisionRecord>): { readonly kind: 'recorded'; readonly record: DecisionRecord } => ({
  kind: 'recorded',
  record: aRecord({
    target: 'products',
    outcome: 'held',
    reasonCodes: ['in-band'],
    decisionId: 'products.1',
    rounds: ['products.1'],
    costUsdPerMonth: { before: 558, after: 930 },
    ...parts,
  }),
});

const metricsOf = (event: ReturnType<typeof targetStateEvent>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (event?._aws.CloudWatchMetrics ?? []).flatMap(({ Metrics }) => Metrics.map(({ Name }) => [Name, event?.[Name]])),
  );

test.each<[string, Partial<DecisionRecord>, Partial<RecordInput>, object]>([
  [
    'a calm target',
    {},
    {},
    { Changed: 0, Failed: 0, Frozen: 0, CoolingDown: 0, AwaitingApproval: 0, CostUsdPerMonth: 558 },
  ],
  ['a change', { outcome: 'applied' }, {}, { Changed: 1, CostUsdPerMonth: 930 }],
  ['a proposal costs nothing yet', { outcome: 'recommended' }, {}, { Changed: 0, CostUsdPerMonth: 558 }],
  ['a frozen target', {}, { observation: { ...anObservation, frozen: true } }, { Frozen: 1 }],
  ['a frozen account', { reasonCodes: ['frozen'] }, {}, { Frozen: 1 }],
  ['a cool-down', { reasonCodes: ['cooldown', 'cpu-above'] }, {}, { CoolingDown: 1 }],
  [
    'a wish that waits for a person',
    { outcome: 'recommended', approval: { state: 'pending', decision: 'products.1', expiresAt: head.now } },
    {},
    { AwaitingApproval: 1 },
  ],
  ['an approval that was used', { approval: { state: 'used', decision: 'x', text: '' } }, {}, { AwaitingApproval: 0 }],
  ['a failure', { outcome: 'failed' }, {}, { Failed: 1, Changed: 0 }],
])('%s', (_, parts, more, wanted) => {
  expect(metricsOf(targetStateEvent(input(more), record(parts)))).toMatchObject(wanted);
});

test('the second round of an execution that changed something is not a second change', () => {
  const event = targetStateEvent(
    input({ round: 2 }),
    record({ outcome: 'applied', rounds: ['products.1', 'products.2'] }),
  );

  expect(event).toMatchObject({
    Changed: 0,
    outcome: 'held',
    decisionId: 'products.2',
    action: null,
    CostUsdPerMonth: 930,
  });
});

test('the line is in the embedded metric format, by target, at the time at which the step was entered', () => {
  const { decision } = decidedToApply();
  const event = targetStateEvent(input(), record({ outcome: 'applied', action: decision.action }));

  expect(event?._aws).toMatchObject({
    Timestamp: Date.parse(head.now),
    CloudWatchMetrics: [{ Namespace: stateNamespace, Dimensions: [['Target']] }],
  });
  expect(event).toMatchObject({ event: 'target.state', Target: 'products', action: decision.action?.kind });
  expect(Object.keys(metricsOf(event)).toSorted()).toEqual(Object.values(stateMetrics).toSorted());
});

test("a plan is nobody's turn, and input that names no target has none", () => {
  expect(targetStateEvent(input({ request: { ...aRequest, mode: 'plan' } }), record({}))).toBeUndefined();
  expect(targetStateEvent(input(), record({ target: null }))).toBeUndefined();
});

test('a look that failed on its way is a failure and no finished look', () => {
  const failed = {
    ...head,
    step: 'record-failure',
    input: {},
    round: 1,
    state: 'Observe',
    failure: {},
    decided: null,
    previous: null,
  } as const;

  expect(metricsOf(targetStateEvent(failed, record({ outcome: 'failed' })))).toEqual({ Failed: 1 });
});
