import { ServiceError } from '../../../kernel/service-error';
import type { Json } from '../json';
import { FUNCTION_ARN, FunctionFault, oneState, type ShownEvent, StatesFixture, scriptedLambda } from '../testing';

const types = (events: readonly ShownEvent[]) => events.map(({ type }) => type);

describe('tasks', () => {
  let fixture: StatesFixture;
  const calls: { service: string; operation: string; input: unknown; caller: string }[] = [];
  let answer: (operation: string, input: never) => unknown = () => ({});

  beforeEach(() => {
    calls.length = 0;
    answer = () => ({});
    const spy = (name: string, operations: readonly string[]) => () => ({
      name,
      operations: Object.fromEntries(
        operations.map((operation) => [
          operation,
          (input: unknown, call: { caller: { arn: string } }) => {
            calls.push({ service: name, operation, input, caller: call.caller.arn });
            return answer(operation, input as never);
          },
        ]),
      ),
    });
    fixture = new StatesFixture([
      scriptedLambda((event, input) => {
        calls.push({ service: 'lambda', operation: 'Invoke', input, caller: '' });
        return answer('Invoke', event as never);
      }),
      spy('dax', ['IncreaseReplicationFactor', 'DescribeClusters']),
      spy('dynamodb', ['GetItem', 'UpdateTable']),
      spy('monitoring', ['GetMetricData']),
      spy('sns', ['Publish']),
      spy('events', ['PutEvents']),
    ]);
  });
  afterEach(() => fixture.stop());

  const task = (resource: string, sent: Json, more: object = {}) =>
    oneState({ Type: 'Task', Resource: resource, Arguments: sent, ...more });

  test('an SDK call goes to the service with typed arguments as the machine role, its answer comes back with capitals', async () => {
    answer = () => ({
      Cluster: {
        ClusterName: 'products',
        TotalNodes: 3,
        NodeIdsToRemove: [],
        Nodes: [{ NodeCreateTime: new Date('2026-11-24T00:00:00.5Z') }],
      },
    });

    const described = await fixture.run(
      task('arn:aws:states:::aws-sdk:dax:increaseReplicationFactor', {
        ClusterName: 'products',
        NewReplicationFactor: 3,
      }),
    );

    expect(described.output).toEqual({
      Cluster: {
        ClusterName: 'products',
        TotalNodes: 3,
        Nodes: [{ NodeCreateTime: '2026-11-24T00:00:00.500Z' }],
        NodeIdsToRemove: [],
      },
    });
    expect(calls).toEqual([
      {
        service: 'dax',
        operation: 'IncreaseReplicationFactor',
        input: { ClusterName: 'products', NewReplicationFactor: 3 },
        caller: expect.stringMatching(/^arn:aws:sts::123456789012:assumed-role\/machine\//),
      },
    ]);
  });

  test('times in arguments are read as times', async () => {
    await fixture.run(
      task('arn:aws:states:::aws-sdk:cloudwatch:getMetricData', {
        StartTime: '2026-11-24T00:00:00Z',
        EndTime: '2026-11-24T01:00:00Z',
        MetricDataQueries: [],
      }),
    );

    expect(calls[0]?.input).toEqual({
      StartTime: new Date('2026-11-24T00:00:00Z'),
      EndTime: new Date('2026-11-24T01:00:00Z'),
      MetricDataQueries: [],
    });
  });

  test('Step Functions itself is called with its small letters and answers with capitals', async () => {
    const arn = await fixture.start({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    await fixture.toEnd(arn);

    const described = await fixture.run(task('arn:aws:states:::aws-sdk:sfn:describeExecution', { ExecutionArn: arn }));

    expect(described.output).toMatchObject({ ExecutionArn: arn, Status: 'SUCCEEDED', Output: '{}' });
  });

  test.each<[string, string, string, RegExp]>([
    [
      'ClusterNotFoundFault',
      'aws-sdk:dax:describeClusters',
      'Dax.ClusterNotFoundException',
      /^gone \(Service: Dax, Status Code: 404, Request ID: \S+\) \(SDK Attempt Count: 1\)$/,
    ],
    ['InvalidClusterStateFault', 'aws-sdk:dax:increaseReplicationFactor', 'Dax.InvalidClusterStateException', /^gone/],
    ['SomethingUnheardOf', 'aws-sdk:dax:describeClusters', 'Dax.DaxException', /^gone/],
    [
      'ResourceInUseException',
      'aws-sdk:dynamodb:updateTable',
      'DynamoDb.ResourceInUseException',
      /\(Service: DynamoDb, /,
    ],
    ['ValidationException', 'aws-sdk:dynamodb:updateTable', 'DynamoDb.DynamoDbException', /^gone/],
    [
      'ResourceNotFoundException',
      'dynamodb:getItem',
      'DynamoDB.ResourceNotFoundException',
      /^gone \(Service: AmazonDynamoDBv2; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: \S+; Proxy: null\)$/,
    ],
    ['ValidationException', 'dynamodb:getItem', 'DynamoDB.AmazonDynamoDBException', /^gone/],
    ['NotFoundException', 'sns:publish', 'SNS.NotFoundException', /\(Service: AmazonSNS; /],
  ])('%s of %s is called %s', async (thrown, action, error, cause) => {
    answer = () => {
      throw new ServiceError(thrown, 'gone', 404);
    };

    const sent = action.includes('dynamodb')
      ? { TableName: 't', ...(action.includes('getItem') ? { Key: {} } : {}) }
      : {};
    const described = await fixture.run(task(`arn:aws:states:::${action}`, sent));

    expect(described).toMatchObject({ status: 'FAILED', error });
    expect(described.cause).toMatch(cause);
  });

  test.each<[string, Json, RegExp]>([
    [
      'a field that the operation lacks',
      { ClusterNames: [], Size: 1 },
      /The field 'Size' is not supported by Step Functions/,
    ],
    ['a value of another type', { ClusterNames: 'products' }, /'ClusterNames' must be an array/],
    ['a number for a text', { ClusterNames: [1] }, /'ClusterNames\[0\]' must be a string/],
  ])('%s ends the execution', async (_what, sent, reason) => {
    const described = await fixture.run(
      task('arn:aws:states:::aws-sdk:dax:describeClusters', '{% $states.input %}'),
      sent,
    );

    expect(described).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(described.cause).toMatch(reason);
  });

  test('a function that is not there', async () => {
    answer = () => {
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${FUNCTION_ARN}`, 404);
    };

    expect(await fixture.run(task(FUNCTION_ARN, {}))).toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
      cause: expect.stringMatching(
        /\(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: \S+; Proxy: null\)$/,
      ),
    });
  });

  test('an answer that never arrived is an error of the client', async () => {
    answer = () => {
      throw new Error('socket hang up');
    };

    expect(await fixture.run(task('arn:aws:states:::aws-sdk:dax:describeClusters', {}))).toMatchObject({
      error: 'Dax.SdkClientException',
    });
  });

  test('sns:publish sends a message that is no text as JSON', async () => {
    answer = () => ({ MessageId: 'm-1' });

    const described = await fixture.run(
      task(
        'arn:aws:states:::sns:publish',
        { TopicArn: 'arn:t', Message: { a: 1 } },
        { Output: '{% $states.result.MessageId %}' },
      ),
    );

    expect(described.output).toBe('m-1');
    expect(calls[0]?.input).toEqual({ TopicArn: 'arn:t', Message: '{"a":1}' });
  });

  test('events:putEvents fails when an entry does', async () => {
    answer = () => ({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }],
    });

    const described = await fixture.run(
      task('arn:aws:states:::events:putEvents', { Entries: [{ Source: 'app', DetailType: 'd', Detail: { a: 1 } }] }),
    );

    expect(described).toMatchObject({
      error: 'EventBridge.FailedEntry',
      cause: '{"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}],"FailedEntryCount":1}',
    });
    expect(calls[0]?.input).toEqual({ Entries: [{ Source: 'app', DetailType: 'd', Detail: '{"a":1}' }] });
  });

  describe('starting another machine', () => {
    const child = (state: object) => ({ QueryLanguage: 'JSONata', StartAt: 'C', States: { C: state } });

    test('without .sync it only starts', async () => {
      const stateMachineArn = await fixture.create(child({ Type: 'Wait', Seconds: 50, End: true }));

      const described = await fixture.run(
        task('arn:aws:states:::states:startExecution', { StateMachineArn: stateMachineArn, Input: { a: 1 } }),
      );

      expect(described).toMatchObject({
        status: 'SUCCEEDED',
        seconds: 0,
        output: { ExecutionArn: expect.stringContaining(':execution:'), StartDate: expect.any(String) },
      });
    });

    test('.sync waits for the end and gives what the child gave, as text or as JSON', async () => {
      const stateMachineArn = await fixture.create(
        child({ Type: 'Wait', Seconds: 50, Output: { got: '{% $states.input.a %}' }, End: true }),
      );

      const asText = await fixture.run(
        task('arn:aws:states:::states:startExecution.sync', { StateMachineArn: stateMachineArn, Input: { a: 1 } }),
      );
      const asJson = await fixture.run(
        task('arn:aws:states:::states:startExecution.sync:2', { StateMachineArn: stateMachineArn, Input: { a: 1 } }),
      );

      expect(asText).toMatchObject({
        seconds: 50,
        output: { Status: 'SUCCEEDED', Output: '{"got":1}', Input: '{"a":1}' },
      });
      expect(asJson).toMatchObject({
        seconds: 50,
        output: { Status: 'SUCCEEDED', Output: { got: 1 }, Input: { a: 1 } },
      });
    });

    test('.sync of a child that fails is States.TaskFailed with the child as its cause', async () => {
      const stateMachineArn = await fixture.create(child({ Type: 'Fail', Error: 'Bad', Cause: 'why' }));

      const described = await fixture.run(
        task('arn:aws:states:::states:startExecution.sync', { StateMachineArn: stateMachineArn }),
      );

      expect(described.error).toBe('States.TaskFailed');
      expect(JSON.parse(described.cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'Bad', Cause: 'why' });
    });

    test('an execution that is stopped stops the child that it waits for', async () => {
      const stateMachineArn = await fixture.create(child({ Type: 'Wait', Seconds: 500, End: true }));
      const arn = await fixture.start(
        task('arn:aws:states:::states:startExecution.sync', { StateMachineArn: stateMachineArn, Name: 'kid' }),
      );
      await fixture.clock.advance(1_000);

      await fixture.call('StopExecution', { executionArn: arn });
      await fixture.clock.advance(1_000);

      const { executions } = await fixture.call<{ executions: { status: string }[] }>('ListExecutions', {
        stateMachineArn,
      });
      expect(executions.map(({ status }) => status)).toEqual(['ABORTED']);
    });

    test('a machine that is not there', async () => {
      const described = await fixture.run(
        task('arn:aws:states:::states:startExecution', {
          StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:none',
        }),
      );

      expect(described.error).toBe('StepFunctions.StateMachineDoesNotExistException');
    });
  });

  describe('task tokens', () => {
    const waiting = (more: object = {}) =>
      task(
        'arn:aws:states:::lambda:invoke.waitForTaskToken',
        { FunctionName: 'work', Payload: { token: '{% $states.context.Task.Token %}' } },
        more,
      );
    const tokenSent = () => {
      const input = calls.at(-1)?.input as { Payload: Uint8Array };
      return (JSON.parse(Buffer.from(input.Payload).toString()) as { token: string }).token;
    };

    test('SendTaskSuccess gives the result', async () => {
      const arn = await fixture.start(waiting());
      await fixture.clock.advance(3_600_000);

      await fixture.call('SendTaskSuccess', { taskToken: tokenSent(), output: '{"approved":true}' });

      expect(await fixture.toEnd(arn)).toMatchObject({ output: { approved: true }, seconds: 3_600 });
      expect(types(await fixture.history(arn))).toEqual([
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSubmitted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ]);
    });

    test('an answer that comes before the call returns waits for it', async () => {
      answer = (_operation, event: { token: string }) =>
        fixture.call('SendTaskSuccess', { taskToken: event.token, output: '1' });

      const arn = await fixture.start(waiting());

      expect(await fixture.toEnd(arn)).toMatchObject({ status: 'SUCCEEDED', output: 1 });
      expect(types(await fixture.history(arn)).slice(4, 6)).toEqual(['TaskSubmitted', 'TaskSucceeded']);
    });

    test('SendTaskFailure fails with its error and cause', async () => {
      const arn = await fixture.start(waiting());
      await fixture.clock.advance(1_000);

      await fixture.call('SendTaskFailure', { taskToken: tokenSent(), error: 'Refused', cause: 'by hand' });

      expect(await fixture.toEnd(arn)).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'by hand' });
    });

    test('TimeoutSeconds run in virtual time', async () => {
      const arn = await fixture.start(waiting({ TimeoutSeconds: 600 }));

      expect(await fixture.toEnd(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 600 });
      expect(types(await fixture.history(arn)).at(-2)).toBe('TaskTimedOut');
      await expect(fixture.call('SendTaskSuccess', { taskToken: tokenSent(), output: '1' })).rejects.toMatchObject({
        name: 'TaskTimedOut',
      });
    });

    test('heartbeats keep it alive, a missed one is caught as States.HeartbeatTimeout', async () => {
      const definition = {
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: {
          A: {
            ...(waiting({ HeartbeatSeconds: 60 }) as { States: { A: object } }).States.A,
            Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'B' }],
          },
          B: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
        },
      };
      const arn = await fixture.start(definition);
      for (let minute = 0; minute < 5; minute += 1) {
        await fixture.clock.advance(50_000);
        await fixture.call('SendTaskHeartbeat', { taskToken: tokenSent() });
      }

      expect(await fixture.toEnd(arn)).toMatchObject({ status: 'SUCCEEDED', output: 'States.Timeout', seconds: 310 });
    });

    test.each<[string, object, string]>([
      ['a token that was never given out', { taskToken: 'forged', output: '1' }, 'InvalidToken'],
      ['an output that is no JSON', { output: '{' }, 'InvalidOutput'],
      ['an output over 256 KiB', { output: JSON.stringify('x'.repeat(262_144)) }, 'InvalidOutput'],
    ])('%s is refused', async (_what, input, name) => {
      await fixture.start(waiting());
      await fixture.clock.advance(1_000);

      await expect(fixture.call('SendTaskSuccess', { taskToken: tokenSent(), ...input })).rejects.toMatchObject({
        name,
      });
    });
  });

  describe('time-outs of a handler', () => {
    const endOf = (): Promise<void> =>
      new Promise((resolve) => {
        fixture.platform.onEvent(({ detail }) => (detail as { status: string }).status !== 'RUNNING' && resolve());
      });

    test('a handler that hangs is given up after its seconds on both clocks, and what it gives later is dropped', async () => {
      let finish: (value: string) => void = () => undefined;
      answer = () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        });
      fixture.clock.resume();
      fixture.clock.setSpeed(600);
      const startedMs = performance.now();
      const ended = endOf();
      const arn = await fixture.start(task(FUNCTION_ARN, {}, { TimeoutSeconds: 1 }));

      await ended;
      finish('late');

      expect(performance.now() - startedMs).toBeGreaterThan(900);
      expect(await fixture.describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
      expect(types(await fixture.history(arn)).slice(-2)).toEqual(['LambdaFunctionTimedOut', 'ExecutionFailed']);
    });

    test('a stopped execution does not stop its handler', async () => {
      const landed: string[] = [];
      let goOn: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      let effect: Promise<void> = Promise.resolve();
      const called = new Promise<void>((resolve) => {
        answer = () => {
          resolve();
          effect = released.then(() => {
            landed.push('effect');
          });
          return effect;
        };
      });
      const arn = await fixture.start(task(FUNCTION_ARN, {}));
      await called;

      await fixture.call('StopExecution', { executionArn: arn, error: 'Stop', cause: 'by hand' });
      const events = (await fixture.history(arn)).length;
      goOn();
      await effect;
      await fixture.clock.advance(0);

      expect(await fixture.describe(arn)).toMatchObject({ status: 'ABORTED', error: 'Stop', cause: 'by hand' });
      expect(landed).toEqual(['effect']);
      expect(await fixture.history(arn)).toHaveLength(events);
    });
  });

  test("Lambda's own time-out is an error of its own name", async () => {
    answer = () => {
      throw new FunctionFault('Sandbox.Timedout', 'Task timed out after 3.00 seconds');
    };

    expect(await fixture.run(task(FUNCTION_ARN, {}))).toMatchObject({ error: 'Sandbox.Timedout' });
  });
});
