import { aws, hasAws } from './aws-cli';
import { ended, run } from './executions';
import { locks, targetItem } from './ledger';
import { hot, load, playMinute, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService } from './service-at-work';

let service: AService;

beforeAll(async () => {
  service = await aService();
  await createDeclared(service);
  await publish(service, hot);
  service.forgetChanges();
}, 120_000);

afterAll(() => service.stop());

test.each<[string, unknown, string, readonly string[]]>([
  [
    'unknown keys',
    { target: 'products', taget: 'x', force: true },
    'invalid-input',
    ['taget: unknown key', 'force: unknown key'],
  ],
  ['a number as target', { target: 7 }, 'invalid-input', ['target: must be a string']],
  ['no target', {}, 'invalid-input', ['target: required: one of products, orders']],
  ['a target that is not declared', { target: 'prodcts' }, 'undeclared-target', ['target: must be a target that is']],
  [
    'several mistakes at once',
    { target: ['products'], mode: 'aply', reason: 3, schemaVersion: 2 },
    'invalid-input',
    ['mode: must be "plan" or "apply"', 'reason: must be a string', 'schemaVersion: must be 1', 'target: must be'],
  ],
  ['a text', 'products', 'invalid-input', ['input: must be an object such as {"target":"products"}']],
  ['null', null, 'invalid-input', ['input: must be an object']],
  ['a list', [{ target: 'products' }], 'invalid-input', ['input: must be an object']],
])(
  'a manual input with %s is refused with every mistake, and nothing is locked or changed',
  async (_, input, code, rules) => {
    const { status, record } = await run(service, input);

    expect(status).toBe('SUCCEEDED');
    expect(record).toMatchObject({ outcome: 'failed', reasonCodes: [code], action: null, decisionId: null });
    for (const rule of rules) expect(record.text).toContain(rule);
    expect(record.problems).toHaveLength(rules.length);
    expect(await targetItem(service)).toEqual({});
    expect(service.changes()).toEqual([]);
    expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 3 });
  },
);

test('a misspelled target is answered with the nearest name', async () => {
  const { record } = await run(service, { target: 'prodcts' });

  expect(record.problems).toEqual([expect.objectContaining({ path: 'target', hint: 'did you mean "products"?' })]);
});

test('the mode plan says what would be done, holds no lock and changes nothing', async () => {
  const { record } = await run(service, { target: 'products', mode: 'plan' });

  expect(record).toMatchObject({
    outcome: 'recommended',
    action: { kind: 'set-node-count', from: 3, to: 5 },
  });
  expect(record.reasonCodes).toEqual(['plan-only', 'cpu-above']);
  expect(await targetItem(service)).toEqual({});
  expect(service.changes()).toEqual([]);
});

const withAws = hasAws() ? test : test.skip;

withAws('a manual execution by the AWS CLI scales the cluster', async () => {
  const { endpoint, machines } = service;
  const answer = await aws(endpoint, [
    'stepfunctions',
    'start-execution',
    '--state-machine-arn',
    machines.rightsize,
    '--input',
    '{"target":"products","reason":"from the shell"}',
  ]);
  const { executionArn } = JSON.parse(answer) as { readonly executionArn: string };

  const { record } = await ended(service, executionArn, { minute: () => playMinute(service, load(85)) });

  expect(record).toMatchObject({ outcome: 'applied', action: { from: 3, to: 5 } });
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await locks(service)).toEqual({});
  const told = await aws(endpoint, ['stepfunctions', 'describe-execution', '--execution-arn', executionArn]);
  expect(JSON.parse(told)).toMatchObject({ status: 'SUCCEEDED' });
});
