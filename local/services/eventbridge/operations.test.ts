import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createEventBridgeService } from '.';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:rightsize';
const ROLE = 'arn:aws:iam::123456789012:role/start-rightsize';

describe('the operations of EventBridge and what they refuse', () => {
  let door: TestDoor;
  let events: EventBridgeClient;

  beforeEach(async () => {
    door = await startTestDoor([createEventBridgeService]);
    events = new EventBridgeClient(door.clientConfig);
  });

  afterEach(async () => {
    events.destroy();
    await door.stop();
  });

  async function aRule(pattern: object, target: object = {}) {
    await events.send(new PutRuleCommand({ Name: 'alarms', EventPattern: JSON.stringify(pattern) }));
    const Targets = [{ Id: 'machine', Arn: MACHINE, RoleArn: ROLE, ...target }];
    await events.send(new PutTargetsCommand({ Rule: 'alarms', Targets }));
  }

  test('rules and targets are described and listed, page by page', async () => {
    await aRule({ source: ['shop'] });
    await events.send(new PutRuleCommand({ Name: 'other', ScheduleExpression: 'rate(1 day)', State: 'DISABLED' }));
    expect(await events.send(new DescribeRuleCommand({ Name: 'alarms' }))).toMatchObject({
      Name: 'alarms',
      Arn: 'arn:aws:events:us-east-1:123456789012:rule/alarms',
      EventPattern: '{"source":["shop"]}',
      State: 'ENABLED',
      EventBusName: 'default',
    });
    const first = await events.send(new ListRulesCommand({ Limit: 1 }));
    const second = await events.send(new ListRulesCommand({ NextToken: first.NextToken }));
    expect([first, second].flatMap(({ Rules }) => Rules?.map(({ Name }) => Name))).toEqual(['alarms', 'other']);
    expect(second.NextToken).toBeUndefined();
    const targets = await events.send(new ListTargetsByRuleCommand({ Rule: 'alarms' }));
    expect(targets.Targets).toEqual([{ Id: 'machine', Arn: MACHINE, RoleArn: ROLE }]);
    const names = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: MACHINE }));
    expect(names.RuleNames).toEqual(['alarms']);
  });

  test('tags come and go', async () => {
    const { RuleArn } = await events.send(
      new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 day)', Tags: [{ Key: 'a', Value: '1' }] }),
    );
    await events.send(new TagResourceCommand({ ResourceARN: RuleArn, Tags: [{ Key: 'b', Value: '2' }] }));
    await events.send(new UntagResourceCommand({ ResourceARN: RuleArn, TagKeys: ['a'] }));
    const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }));
    expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);
  });

  test('each entry of PutEvents is judged by itself', async () => {
    const { FailedEntryCount, Entries } = await events.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'shop', DetailType: 'd', Detail: '{}' },
          { Source: 'aws.dax', DetailType: 'd', Detail: '{}' },
          { Source: 'shop', DetailType: 'd', Detail: '{' },
          { Source: 'shop', DetailType: 'd', Detail: '[1]' },
          { Source: 'shop', Detail: '{}' },
          { Source: 'shop', DetailType: 'd', Detail: '{}', EventBusName: 'other' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(5);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode ?? 'taken')).toEqual([
      'taken',
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'ResourceNotFoundException',
    ]);
  });

  const entries = (count: number, Detail = '{}') =>
    Array.from({ length: count }, () => ({ Source: 'shop', DetailType: 'd', Detail }));

  test('eleven entries and more than a mebibyte are refused', async () => {
    await expect(events.send(new PutEventsCommand({ Entries: entries(11) }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const large = JSON.stringify({ text: 'x'.repeat(600_000) });
    await expect(events.send(new PutEventsCommand({ Entries: entries(2, large) }))).rejects.toThrow(
      'Total size of the entries in the request is over the limit.',
    );
  });

  test('TestEventPattern answers, and refuses an event without its envelope', async () => {
    const event = { id: '1', account: '1', source: 's', time: 't', region: 'r', resources: [], 'detail-type': 'd' };
    const tryPattern = (EventPattern: string, Event: object) =>
      events.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(Event) }));
    expect((await tryPattern('{"source":["s"]}', event)).Result).toBe(true);
    expect((await tryPattern('{"source":["t"]}', event)).Result).toBe(false);
    await expect(tryPattern('{"source":"s"}', event)).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
    await expect(tryPattern('{"source":["s"]}', { source: 's' })).rejects.toThrow(/mandatory field/);
  });

  test('the default bus is the only one', async () => {
    expect(await events.send(new DescribeEventBusCommand({}))).toMatchObject({ Name: 'default' });
    expect((await events.send(new ListEventBusesCommand({}))).EventBuses).toHaveLength(1);
    await expect(events.send(new DescribeEventBusCommand({ Name: 'mine' }))).rejects.toThrow(
      'Event bus mine does not exist.',
    );
  });

  test.each([
    [
      'neither pattern nor schedule',
      { Name: 'r' },
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    ],
    [
      'a bad name',
      { Name: 'a b', ScheduleExpression: 'rate(1 day)' },
      'Member must satisfy regular expression pattern',
    ],
    ['a long name', { Name: 'x'.repeat(65), ScheduleExpression: 'rate(1 day)' }, 'length less than or equal to 64'],
    ['a bad schedule', { Name: 'r', ScheduleExpression: 'rate(1 days)' }, 'Parameter ScheduleExpression is not valid.'],
    ['a bad pattern', { Name: 'r', EventPattern: '{"a":1}' }, 'Event pattern is not valid. Reason: "a" must be'],
    ['another bus', { Name: 'r', ScheduleExpression: 'rate(1 day)', EventBusName: 'b' }, 'Event bus b does not exist.'],
  ])('PutRule refuses %s', async (_name, input, message) => {
    await expect(events.send(new PutRuleCommand(input))).rejects.toThrow(message);
  });

  test.each([
    ['a state machine without a role', { RoleArn: undefined }, 'RoleArn is required for target'],
    [
      'a queue',
      { Arn: 'arn:aws:sqs:us-east-1:123456789012:q' },
      'state machines, Lambda functions and SNS topics only',
    ],
    ['two inputs', { Input: '{}', InputPath: '$.detail' }, 'Only one of Input, InputPath, or InputTransformer'],
    ['broken JSON', { Input: '{' }, 'JSON syntax error in input'],
    ['a bad path', { InputPath: 'detail' }, "Invalid JSON path 'detail'"],
    ['an unknown placeholder', { InputTransformer: { InputTemplate: '"<x>"' } }, 'Placeholder <x> is not in'],
    [
      'parameters of another target',
      { SqsParameters: { MessageGroupId: 'g' } },
      'SqsParameters of target machine is not there',
    ],
    ['too many attempts', { RetryPolicy: { MaximumRetryAttempts: 186 } }, 'between 0 and 185'],
  ])('PutTargets refuses %s', async (_name, target, message) => {
    await expect(aRule({ source: ['shop'] }, target as object)).rejects.toThrow(message);
  });

  test('a sixth target is refused', async () => {
    await events.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 day)' }));
    const Targets = Array.from({ length: 6 }, (_, i) => ({ Id: `t${i}`, Arn: MACHINE, RoleArn: ROLE }));
    await expect(events.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });
});
