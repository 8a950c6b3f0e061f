import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ended, listed } from '../end-to-end/executions';
import { hot, load, playMinute, publish } from '../end-to-end/readings';
import { createDeclared } from '../end-to-end/resources';
import { type AService, aService } from '../end-to-end/service-at-work';
import { documentedMembers, documentedServices, required } from './documented-names';
import { brokenRules, type Document } from './segment-rules';
import { type Branch, flat, pathsOf, type Trace, tracesOf, treeOf } from './trace-tree';

const secret = 'a-key-of-a-customer';
let service: AService;
let execution: string;
let trace: Trace;
let tree: Branch;

beforeAll(async () => {
  service = await aService({ wokenBy: ['alarms'] });
  await createDeclared(service);
  await publish(service, hot);
  // Three attempts of the SDK are one call; the machine tries the step again.
  await service.faults({
    service: 'dax',
    operation: 'DescribeClusters',
    error: { name: 'ThrottlingException', statusCode: 400, message: `Rate exceeded for ${secret}` },
    count: 3,
  });
  const minute = () => playMinute(service, load(85));
  let woken: string | undefined;
  for (let tries = 0; tries < 10 && woken === undefined; tries++) {
    await minute();
    woken = (await listed(service, 'rightsize')).find(({ input }) => 'detail' in input)?.arn;
  }
  execution = woken ?? '';
  await ended(service, execution, { minute });
  const traces = await tracesOf(service, execution);
  expect(traces).toHaveLength(1);
  [trace] = traces as readonly [Trace];
  tree = treeOf(trace);
}, 180_000);

afterAll(() => service.stop());

const named = (name: string): readonly Branch[] => flat(tree).filter(({ document }) => document.name === name);
const functions = (): readonly Branch[] =>
  flat(tree).filter(({ document }) => document.origin === 'AWS::Lambda::Function');
/** What handlers have sent: the step of each, and its calls. */
const steps = (): readonly Branch[] => functions().flatMap(({ children }) => children);
const calls = (): readonly Branch[] => steps().flatMap(({ children }) => children);

test('an execution that an alarm woke is one trace: machine, state, task, function, step, call', () => {
  const paths = pathsOf(tree).map((path) => path.join(' > '));
  const ofFunction = (state: string, name: string, step: string) =>
    `daxpilot-rightsize (AWS::StepFunctions::StateMachine) > ${state} > Lambda Invoke > daxpilot-${name} (AWS::Lambda) > daxpilot-${name} (AWS::Lambda::Function) > ${step}`;

  expect(paths).toEqual(
    expect.arrayContaining([
      ofFunction('Decide', 'decide', 'decide'),
      `${ofFunction('Admit', 'admit', 'admit')} > DynamoDB UpdateItem`,
      `${ofFunction('Observe', 'observe', 'observe')} > CloudWatch GetMetricData`,
      `${ofFunction('Apply', 'apply', 'apply')} > DAX IncreaseReplicationFactor`,
      `${ofFunction('Record', 'record', 'record')} > SNS Publish`,
      `${ofFunction('Release', 'release', 'release')} > DynamoDB UpdateItem`,
    ]),
  );
  expect(trace.leftOut).toBe(0);
});

test('every function has one step, and everything lies within what it belongs to', () => {
  expect(functions().length).toBeGreaterThan(10);
  for (const { document, children } of functions()) {
    expect([document.name, children.length]).toEqual([document.name, 1]);
  }
  expect(calls().length).toBeGreaterThan(functions().length);
  for (const { document, children } of flat(tree)) {
    for (const { document: child } of children) {
      expect(Number(child.start_time)).toBeGreaterThanOrEqual(Number(document.start_time));
      // What a step that has failed left under way ends when it ends.
      if (document.fault !== true) expect(Number(child.end_time)).toBeLessThanOrEqual(Number(document.end_time));
    }
  }
});

test('a throttled call, the step that it stopped and the attempt of the task are marked, and nothing else', () => {
  const marked = flat(tree).filter(({ document: { error, throttle, fault } }) => error || throttle || fault);
  const [call, ...others] = marked.filter(({ document }) => document.throttle === true);

  expect(others).toEqual([]);
  expect(call?.document).toMatchObject({
    name: 'DAX',
    namespace: 'aws',
    aws: { operation: 'DescribeClusters', region: 'us-east-1', retries: 2, request_id: expect.any(String) },
    http: { response: { status: 400 } },
    error: true,
    cause: { exceptions: [{ type: 'ThrottlingException', remote: true }] },
  });
  expect(marked.map(({ document: { name, fault, cause } }) => [name, fault, typesIn(cause)])).toEqual([
    ['Lambda', true, ['Daxpilot.Transient']],
    ['daxpilot-observe', true, ['Daxpilot.Transient']],
    ['daxpilot-observe', true, ['Daxpilot.Transient']],
    ['observe', true, ['aws.throttled']],
    ['DAX', false, ['ThrottlingException']],
  ]);
  const [state] = named('Observe');
  expect(state?.children.map(({ document }) => [document.name, document.fault ?? false])).toEqual([
    ['Lambda', true],
    ['Lambda', false],
  ]);
});

test('a step is found by its annotations', () => {
  const annotations = steps().map(({ document }) => document.annotations as Readonly<Record<string, string>>);
  const decided = annotations.find(({ step }) => step === 'decide');

  expect(decided).toEqual({
    step: 'decide',
    target: 'products',
    execution,
    decisionId: expect.stringMatching(/^products\.2026/),
    kind: 'apply',
  });
  expect(annotations.map(({ execution: one }) => one)).toEqual(annotations.map(() => execution));
  expect(annotations.find(({ step }) => step === 'apply')?.decisionId).toBe(decided?.decisionId);
});

test("every document keeps the rules of X-Ray's segment documents", () => {
  expect(trace.segments.length).toBeGreaterThan(50);
  expect(trace.segments.map((document) => [document.name, brokenRules(document)])).toEqual(
    trace.segments.map(({ name }) => [name, []]),
  );
});

test('no document holds anything of a request, an answer or a message', () => {
  const membersOf = (branches: readonly Branch[]) =>
    [...new Set(branches.flatMap(({ document }) => leavesOf(document)))]
      .filter((member) => !required.has(member))
      .toSorted();

  expect(JSON.stringify(trace)).not.toContain(secret);
  expect(membersOf(steps())).toEqual(documentedMembers('step'));
  expect(membersOf(calls())).toEqual(documentedMembers('call'));
  expect(documentedServices()).toEqual(expect.arrayContaining(calls().map(({ document }) => document.name)));
});

const root = '1-5759e988-bd862e3fe1be46a994272793';
const held = async (traceHeader: string): Promise<string> => {
  const { executionArn = '' } = await service.clients.states.send(
    new StartExecutionCommand({
      stateMachineArn: service.machines.rightsize,
      input: JSON.stringify({ target: 'orders' }),
      traceHeader,
    }),
  );
  await ended(service, executionArn);
  return executionArn;
};

test('whoever starts an execution can have it in a trace of his own, or have it not recorded at all', async () => {
  const [recorded] = await tracesOf(service, await held(`Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`));
  const before = (await service.control('traces')) as readonly object[];
  const unrecorded = await held(`Root=${root};Parent=53995c3f42cd8ad8;Sampled=0`);

  expect(recorded?.id).toBe(root);
  expect(recorded?.segments.map(({ name }) => name)).toEqual(expect.arrayContaining(['admit', 'DynamoDB', 'release']));
  expect(await tracesOf(service, unrecorded)).toEqual([]);
  expect(await service.control('traces')).toEqual(before);
}, 60_000);

const typesIn = (cause: unknown): readonly unknown[] =>
  (cause as { readonly exceptions: readonly Document[] }).exceptions.map(({ type }) => type);

const leavesOf = (value: unknown, path = ''): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((one) => leavesOf(one, path));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([member, one]) => leavesOf(one, path === '' ? member : `${path}.${member}`));
};
