import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type PutTargetsCommandInput,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Call, Platform, Service } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createSnsService, MessageSink } from '../sns';
import { createEventBridgeService } from '.';

interface Started {
  readonly input: { readonly stateMachineArn: string; readonly input: string; readonly name: string };
  readonly caller: Call['caller'];
  readonly atMs: number;
}

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:rightsize';
const ROLE = 'arn:aws:iam::123456789012:role/start-rightsize';

/** Step Functions as far as EventBridge sees it: records what is started and fails first as told. */
function recordingStates(started: Started[], failures: ServiceError[]): (platform: Platform) => Service {
  return (platform) => ({
    name: 'states',
    operations: {
      StartExecution: (input: Started['input'], { caller }: Call) => {
        started.push({ input, caller, atMs: platform.clock.now() });
        const failure = failures.shift();
        if (failure !== undefined) {
          throw failure;
        }
        return { executionArn: `${MACHINE}:${input.name}` };
      },
    },
  });
}

describe('EventBridge through the front door', () => {
  let door: TestDoor;
  let events: EventBridgeClient;
  let sink: MessageSink;
  const started: Started[] = [];
  const failures: ServiceError[] = [];

  beforeEach(async () => {
    started.length = 0;
    failures.length = 0;
    sink = new MessageSink();
    door = await startTestDoor([
      createEventBridgeService,
      recordingStates(started, failures),
      (platform) => createSnsService(platform, { sink }),
    ]);
    events = new EventBridgeClient(door.clientConfig);
  });

  afterEach(async () => {
    events.destroy();
    await door.stop();
  });

  async function aRule(pattern: object, target: Partial<NonNullable<PutTargetsCommandInput['Targets']>[number]> = {}) {
    await events.send(new PutRuleCommand({ Name: 'alarms', EventPattern: JSON.stringify(pattern) }));
    const Targets = [{ Id: 'machine', Arn: MACHINE, RoleArn: ROLE, ...target }];
    await events.send(new PutTargetsCommand({ Rule: 'alarms', Targets }));
  }

  const putEvent = (Detail: string, Source = 'shop') =>
    events.send(new PutEventsCommand({ Entries: [{ Source, DetailType: 'order', Detail }] }));

  test('a matching event starts the state machine with the event, under the role of the target', async () => {
    await aRule({ source: ['shop'], detail: { n: [{ numeric: ['>', 1] }] } });
    const answer = await putEvent('{"n":2}');
    await putEvent('{"n":1}');
    await door.clock.advance(1);
    expect(started).toHaveLength(1);
    expect(JSON.parse(started[0]?.input.input ?? '')).toEqual({
      version: '0',
      id: answer.Entries?.[0]?.EventId,
      'detail-type': 'order',
      source: 'shop',
      account: '123456789012',
      time: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: [],
      detail: { n: 2 },
    });
    expect(started[0]?.caller).toMatchObject({ kind: 'assumed-role', roleArn: ROLE });
    expect(started[0]?.caller.arn).toMatch(/^arn:aws:sts::123456789012:assumed-role\/start-rightsize\//);
  });

  test("an AWS service's own event reaches the rules", async () => {
    await aRule({ source: ['aws.cloudwatch'] });
    door.platform.emit({ source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', detail: { a: 1 } });
    await door.clock.advance(1);
    expect(started).toHaveLength(1);
  });

  test.each([
    ['a constant', { Input: '{"target":"products"}' }, { target: 'products' }],
    ['a part', { InputPath: '$.detail.order' }, { id: 7 }],
    [
      'a template',
      {
        InputTransformer: {
          InputPathsMap: { id: '$.detail.order.id' },
          InputTemplate: '{"text":"order <id>","id":<id>}',
        },
      },
      { text: 'order 7', id: 7 },
    ],
  ])('%s is given instead of the event', async (_name, target, expected) => {
    await aRule({ source: ['shop'] }, target);
    await putEvent('{"order":{"id":7}}');
    await door.clock.advance(1);
    expect(JSON.parse(started[0]?.input.input ?? '')).toEqual(expected);
  });

  test('a topic gets the event as its message', async () => {
    const sns = new SNSClient(door.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }));
    await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn: TopicArn }] }));
    await putEvent('{"n":3}');
    await door.clock.advance(1);
    sns.destroy();
    expect(JSON.parse(sink.list()[0]?.message ?? '{}').detail).toEqual({ n: 3 });
  });

  test('a disabled rule sleeps until it is enabled', async () => {
    await aRule({ source: ['shop'] });
    await events.send(new DisableRuleCommand({ Name: 'alarms' }));
    await putEvent('{}');
    await events.send(new EnableRuleCommand({ Name: 'alarms' }));
    await putEvent('{}');
    await door.clock.advance(1);
    expect(started).toHaveLength(1);
  });

  test('what may pass is tried again with growing pauses and the same name', async () => {
    failures.push(new ServiceError('InternalError', 'oops', 500), new ServiceError('ThrottlingException', 'slow'));
    await aRule({ source: ['shop'] });
    await putEvent('{}');
    await door.clock.advance(10_000);
    expect(started.map(({ atMs }) => atMs - (started[0]?.atMs ?? 0))).toEqual([0, 1_000, 3_000]);
    expect(new Set(started.map(({ input }) => input.name)).size).toBe(1);
  });

  test('the retry policy ends the attempts', async () => {
    failures.push(...Array.from({ length: 9 }, () => new ServiceError('InternalError', 'oops', 500)));
    await aRule({ source: ['shop'] }, { RetryPolicy: { MaximumRetryAttempts: 2 } });
    await putEvent('{}');
    await door.clock.advance(3_600_000);
    expect(started).toHaveLength(3);
    expect(door.lines.filter(({ event }) => event === 'events.delivery.failed')).toHaveLength(1);
  });

  test('a target that refuses is not tried again', async () => {
    failures.push(new ServiceError('StateMachineDoesNotExist', 'gone'));
    await aRule({ source: ['shop'] });
    await putEvent('{}');
    await door.clock.advance(3_600_000);
    expect(started).toHaveLength(1);
  });

  test('a rate runs on the virtual clock from the moment that the rule is put', async () => {
    await events.send(new PutRuleCommand({ Name: 'sweep', ScheduleExpression: 'rate(10 minutes)' }));
    const Targets = [{ Id: 'm', Arn: MACHINE, RoleArn: ROLE, Input: '{"reason":"schedule"}' }];
    await events.send(new PutTargetsCommand({ Rule: 'sweep', Targets }));
    await door.clock.advance(35 * 60_000);
    expect(started.map(({ atMs }) => new Date(atMs).toISOString().slice(11, 16))).toEqual(['00:10', '00:20', '00:30']);
  });

  test('a scheduled event has the shape of AWS', async () => {
    await events.send(new PutRuleCommand({ Name: 'daily', ScheduleExpression: 'cron(30 8 * * ? *)' }));
    await events.send(new PutTargetsCommand({ Rule: 'daily', Targets: [{ Id: 'm', Arn: MACHINE, RoleArn: ROLE }] }));
    await door.clock.advance(24 * 3_600_000);
    expect(started).toHaveLength(1);
    expect(JSON.parse(started[0]?.input.input ?? '')).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      time: '2026-01-01T08:30:00Z',
      resources: ['arn:aws:events:us-east-1:123456789012:rule/daily'],
      detail: {},
    });
  });

  test('a deleted schedule runs no more', async () => {
    await events.send(new PutRuleCommand({ Name: 'sweep', ScheduleExpression: 'rate(1 minute)' }));
    await events.send(new PutTargetsCommand({ Rule: 'sweep', Targets: [{ Id: 'm', Arn: MACHINE, RoleArn: ROLE }] }));
    await expect(events.send(new DeleteRuleCommand({ Name: 'sweep' }))).rejects.toThrow(
      "Rule can't be deleted since it has targets.",
    );
    await events.send(new RemoveTargetsCommand({ Rule: 'sweep', Ids: ['m'] }));
    await events.send(new DeleteRuleCommand({ Name: 'sweep' }));
    await door.clock.advance(600_000);
    expect(started).toEqual([]);
    await expect(events.send(new DescribeRuleCommand({ Name: 'sweep' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule sweep does not exist on EventBus default.',
    });
  });
});
