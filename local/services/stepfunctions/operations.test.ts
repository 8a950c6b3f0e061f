import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import type { BusEvent } from '../../kernel/service';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createLambdaService } from '../lambda';
import { zipOf } from '../lambda/testing';
import { createStepFunctionsService } from './index';
import { oneState, ROLE } from './testing';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:m';
const pass = JSON.stringify(oneState({ Type: 'Pass' }));
const wait = JSON.stringify(oneState({ Type: 'Wait', Seconds: 60 }));

describe('Step Functions behind the front door, called with the stock SDK', () => {
  let door: TestDoor;
  let sfn: SFNClient;
  const busEvents: BusEvent[] = [];

  beforeAll(async () => {
    door = await startTestDoor([createLambdaService, createStepFunctionsService]);
    door.platform.onEvent((event) => busEvents.push(event));
    sfn = new SFNClient(door.clientConfig);
  });
  afterEach(async () => {
    const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
    for (const { stateMachineArn } of stateMachines ?? []) {
      await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    }
    await door.clock.advance(100_000);
    busEvents.length = 0;
  });
  afterAll(async () => {
    sfn.destroy();
    await door.stop();
  });

  const create = (more: object = {}) =>
    sfn.send(new CreateStateMachineCommand({ name: 'm', definition: pass, roleArn: ROLE, ...more }));
  const start = (more: object = {}) => sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, ...more }));
  const unique = () => `run-${randomUUID()}`;

  test('a machine is made once; the same definition again gives it, another is refused', async () => {
    const first = await create({ tags: [{ key: 'k', value: 'v' }] });
    const again = await create({ roleArn: `${ROLE}2` });

    expect(again).toMatchObject({ stateMachineArn: MACHINE, creationDate: first.creationDate });
    await expect(create({ definition: wait })).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${MACHINE}'`,
    });
    expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))).toMatchObject({
      name: 'm',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: pass,
      roleArn: ROLE,
    });
  });

  test.each<[string, object, string, RegExp]>([
    ['a name with a space', { name: 'a b' }, 'InvalidName', /^Invalid Name: 'a b'$/],
    ['a name of 81 characters', { name: 'x'.repeat(81) }, 'InvalidName', /./],
    ['a role that is none', { roleArn: 'arn:aws:iam::123456789012:user/u' }, 'InvalidArn', /Invalid Role Arn/],
    ['type EXPRESS', { type: 'EXPRESS' }, 'StateMachineTypeNotSupported', /EXPRESS/],
    [
      'a broken definition',
      { definition: '{}' },
      'InvalidDefinition',
      /^Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: \[States, StartAt\] at \/'$/,
    ],
    ['a definition over 1 MB', { definition: pass + ' '.repeat(1_048_576) }, 'ValidationException', /1048576/],
    ['versionDescription without publish', { versionDescription: 'v' }, 'ValidationException', /publish is true/],
    [
      'a key of the customer',
      { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'k' } },
      'ValidationException',
      /customer managed key/,
    ],
  ])('%s is refused', async (_what, input, name, message) => {
    const refused = create(input);

    await expect(refused).rejects.toMatchObject({ name });
    await expect(refused).rejects.toThrow(message);
  });

  test('a running execution keeps the definition that it was started with', async () => {
    await create({ definition: wait });
    const { executionArn } = await start();
    await door.clock.advance(1_000);

    const { revisionId } = await sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn: MACHINE, definition: pass }),
    );

    expect(revisionId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }))).definition).toBe(wait);
    expect((await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))).definition).toBe(pass);
    await expect(sfn.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE }))).rejects.toMatchObject({
      name: 'MissingRequiredParameter',
    });
  });

  test('a published version can be started and keeps its definition', async () => {
    await create({ publish: true });
    await sfn.send(
      new UpdateStateMachineCommand({
        stateMachineArn: MACHINE,
        definition: JSON.stringify(oneState({ Type: 'Pass', Output: 'new' })),
      }),
    );
    const { stateMachineVersionArn } = await sfn.send(
      new PublishStateMachineVersionCommand({ stateMachineArn: MACHINE }),
    );

    const old = await start({ stateMachineArn: `${MACHINE}:1`, input: '"in"' });
    await door.clock.advance(0);

    expect(stateMachineVersionArn).toBe(`${MACHINE}:2`);
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn: old.executionArn }))).toMatchObject({
      output: '"in"',
      stateMachineArn: MACHINE,
      stateMachineVersionArn: `${MACHINE}:1`,
    });
    await expect(start({ stateMachineArn: `${MACHINE}:9` })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  test('StartExecution by name is idempotent while the same input runs, and refused afterwards', async () => {
    await create({ definition: wait });
    const name = unique();
    const first = await start({ name, input: '{"a":1}' });
    const again = await start({ name, input: '{"a":1}' });

    expect(again).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start({ name, input: '{"a":2}' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await door.clock.advance(60_000);
    await expect(start({ name, input: '{"a":1}' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('a name is free again 90 days after its execution ended', async () => {
    await create();
    const name = unique();
    await start({ name });
    await door.clock.advance(91 * 86_400_000);

    await expect(start({ name })).resolves.toMatchObject({ executionArn: expect.stringContaining(name) });
  });

  test.each<[string, object, string, RegExp]>([
    [
      'input that is no JSON',
      { input: 'not json' },
      'InvalidExecutionInput',
      /^Invalid State Machine Execution Input: '/,
    ],
    ['input over 256 KiB', { input: JSON.stringify('x'.repeat(262_143)) }, 'ValidationException', /262144/],
    [
      'a machine that is not there',
      { stateMachineArn: `${MACHINE}x` },
      'StateMachineDoesNotExist',
      /^State Machine Does Not Exist: '/,
    ],
    ['no ARN', { stateMachineArn: 'm' }, 'InvalidArn', /^Invalid Arn: 'Invalid ARN prefix: m'$/],
    ['a name with a slash', { name: 'a/b' }, 'InvalidName', /a\/b/],
  ])('StartExecution with %s is refused', async (_what, input, name, message) => {
    await create();

    const refused = start(input);

    await expect(refused).rejects.toMatchObject({ name });
    await expect(refused).rejects.toThrow(message);
  });

  test('input of exactly 256 KiB is taken', async () => {
    await create();

    await expect(start({ input: JSON.stringify('x'.repeat(262_142)) })).resolves.toBeDefined();
  });

  test('ListExecutions: the latest first, by status, in pages', async () => {
    await create({ definition: wait });
    const names = [unique(), unique(), unique()];
    for (const name of names) {
      await start({ name });
      await door.clock.advance(1_000);
    }
    const executionArn = MACHINE.replace(':stateMachine:', ':execution:');
    await sfn.send(new StopExecutionCommand({ executionArn: `${executionArn}:${names[1]}` }));

    const first = await sfn.send(new ListExecutionsCommand({ stateMachineArn: MACHINE, maxResults: 2 }));
    const rest = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: MACHINE, maxResults: 2, nextToken: first.nextToken }),
    );
    const running = await sfn.send(new ListExecutionsCommand({ stateMachineArn: MACHINE, statusFilter: 'RUNNING' }));

    const listed = [...(first.executions ?? []), ...(rest.executions ?? [])].map(({ name }) => name).slice(0, 3);
    expect(listed).toEqual(names.toReversed());
    expect(running.executions?.map(({ name }) => name)).toEqual([names[2], names[0]]);
  });

  test('status changes go to the bus as AWS writes them', async () => {
    await create({
      definition: JSON.stringify({ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'c' } } }),
    });
    const name = unique();
    const { executionArn, startDate } = await start({ name, input: '{"a":1}' });
    await door.clock.advance(0);

    expect(busEvents.map(({ detail }) => (detail as { status: string }).status)).toEqual(['RUNNING', 'FAILED']);
    expect(busEvents[1]).toMatchObject({
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn: MACHINE,
        name,
        status: 'FAILED',
        startDate: startDate?.getTime(),
        stopDate: startDate?.getTime(),
        input: '{"a":1}',
        inputDetails: { included: true },
        output: null,
        outputDetails: null,
        error: 'E',
        cause: 'c',
      },
    });
  });

  test('StopExecution ends it, gives error and cause, and does nothing more the second time', async () => {
    await create({ definition: wait });
    const { executionArn } = await start();
    await door.clock.advance(5_000);

    const { stopDate } = await sfn.send(new StopExecutionCommand({ executionArn, error: 'Stop', cause: 'by hand' }));
    await door.clock.advance(5_000);
    const again = await sfn.send(new StopExecutionCommand({ executionArn, error: 'Other' }));

    expect(again.stopDate).toEqual(stopDate);
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      error: 'Stop',
      cause: 'by hand',
    });
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Stop', cause: 'by hand' },
    });
  });

  test('deleting a machine stops its executions before their next state; they can still be read', async () => {
    await create({
      definition: JSON.stringify({
        StartAt: 'W',
        States: { W: { Type: 'Wait', Seconds: 60, Next: 'P' }, P: { Type: 'Pass', End: true } },
      }),
    });
    const { executionArn } = await start();
    await door.clock.advance(1_000);

    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE }));
    await door.clock.advance(100_000);

    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ status: 'ABORTED' });
    await expect(sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  test('ValidateStateMachineDefinition lists the problems with their places', async () => {
    const valid = await sfn.send(new ValidateStateMachineDefinitionCommand({ definition: pass }));
    const broken = await sfn.send(
      new ValidateStateMachineDefinitionCommand({ definition: '{"StartAt":"A","States":{"A":{"Type":"Pass"}}}' }),
    );

    expect(valid).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
    expect(broken).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', location: '/States/A' }],
    });
  });

  test('tags', async () => {
    await create({ tags: [{ key: 'a', value: '1' }] });
    await sfn.send(new TagResourceCommand({ resourceArn: MACHINE, tags: [{ key: 'b', value: '2' }] }));
    await sfn.send(new UntagResourceCommand({ resourceArn: MACHINE, tagKeys: ['a'] }));

    expect((await sfn.send(new ListTagsForResourceCommand({ resourceArn: MACHINE }))).tags).toEqual([
      { key: 'b', value: '2' },
    ]);
  });

  test('what is not there is refused by name', async () => {
    await create();
    const { executionArn } = await start();

    await expect(sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toThrow(
      'does not have RedriveExecution',
    );
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn: `${executionArn}x` }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });

  test('a hundred executions at once, each calling a real function, all end well', async () => {
    const lambda = new LambdaClient(door.clientConfig);
    await door.platform.call(
      'lambda',
      'CreateFunction',
      {
        FunctionName: 'double',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: ROLE,
        Publish: true,
        Code: { ZipFile: zipOf({ 'index.js': 'exports.handler = async (e) => ({ n: e.n * 2 })' }) },
      },
      { kind: 'root', arn: 'arn:aws:iam::123456789012:root' },
    );
    const alone = await lambda.send(new InvokeCommand({ FunctionName: 'double', Payload: Buffer.from('{"n":4}') }));
    const resource = 'arn:aws:lambda:us-east-1:123456789012:function:double:1';
    await create({
      definition: JSON.stringify(oneState({ Type: 'Task', Resource: resource, Output: '{% $states.result.n %}' })),
    });

    const started = await Promise.all(Array.from({ length: 100 }, (_, n) => start({ input: JSON.stringify({ n }) })));
    await door.clock.advance(1_000);
    const outputs = await Promise.all(
      started.map(async ({ executionArn }) => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).output),
    );

    expect(Buffer.from(alone.Payload ?? '').toString()).toBe('{"n":8}');
    expect(outputs).toEqual(Array.from({ length: 100 }, (_, n) => String(n * 2)));
    lambda.destroy();
  }, 60_000);
});
