import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createSnsService, MessageSink } from '.';

describe('SNS', () => {
  const sink = new MessageSink();
  const invoked: unknown[] = [];
  let door: TestDoor;
  let client: SNSClient;

  beforeAll(async () => {
    door = await startTestDoor([
      (platform) => createSnsService(platform, { sink }),
      () => ({ name: 'lambda', operations: { Invoke: (input) => void invoked.push(input) } }),
    ]);
    client = new SNSClient(door.clientConfig);
  });

  beforeEach(() => {
    sink.clear();
    invoked.length = 0;
  });

  afterAll(() => door.stop());

  const aTopic = async (Name: string) =>
    (await client.send(new CreateTopicCommand({ Name, Tags: [{ Key: 'team', Value: 'a&b' }] }))).TopicArn ?? '';

  test('a topic is created once, listed, described and deleted', async () => {
    const arn = await aTopic('alerts');

    expect(await aTopic('alerts')).toBe('arn:aws:sns:us-east-1:123456789012:alerts');
    expect((await client.send(new ListTopicsCommand({}))).Topics).toContainEqual({ TopicArn: arn });
    expect((await client.send(new GetTopicAttributesCommand({ TopicArn: arn }))).Attributes).toMatchObject({
      TopicArn: arn,
      Owner: '123456789012',
      SubscriptionsConfirmed: '0',
    });
    expect((await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags).toEqual([
      { Key: 'team', Value: 'a&b' },
    ]);
    await client.send(new DeleteTopicCommand({ TopicArn: arn }));
    await expect(client.send(new GetTopicAttributesCommand({ TopicArn: arn }))).rejects.toMatchObject({
      name: 'NotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('a published message lies in the sink with virtual time, attributes and its receivers', async () => {
    const TopicArn = await aTopic('orders');
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ada@example.org' }));
    await client.send(
      new PublishCommand({
        TopicArn,
        Subject: 'Scaled',
        MessageStructure: 'json',
        Message: JSON.stringify({ default: 'short <&>', email: 'long\ntext' }),
        MessageAttributes: { target: { DataType: 'String', StringValue: 'products' } },
      }),
    );

    expect(sink.list('orders')).toMatchObject([
      {
        at: '2026-01-01T00:00:00.000Z',
        topicArn: TopicArn,
        subject: 'Scaled',
        message: 'short <&>',
        attributes: { target: { type: 'String', value: 'products' } },
        deliveries: [{ protocol: 'email', endpoint: 'ada@example.org', message: 'long\ntext' }],
      },
    ]);
    expect(door.lines.map(({ event }) => event)).toContain('sns.message');
  });

  test('a subscribed function is called asynchronously with the event of SNS', async () => {
    const TopicArn = await aTopic('functions');
    const Endpoint = 'arn:aws:lambda:us-east-1:123456789012:function:notify';
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));

    await client.send(new PublishCommand({ TopicArn, Message: 'hello' }));

    const [input] = invoked as [{ FunctionName: string; InvocationType: string; Payload: Buffer }];
    expect(input).toMatchObject({ FunctionName: Endpoint, InvocationType: 'Event' });
    expect(JSON.parse(input.Payload.toString())).toMatchObject({
      Records: [{ EventSource: 'aws:sns', Sns: { Message: 'hello', TopicArn, Subject: null } }],
    });
  });

  test('subscriptions are kept once per endpoint and can be taken away', async () => {
    const TopicArn = await aTopic('twice');
    const input = { TopicArn, Protocol: 'email', Endpoint: 'ada@example.org' };
    const { SubscriptionArn } = await client.send(new SubscribeCommand(input));
    await client.send(new SubscribeCommand(input));

    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    const after = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));

    expect(Subscriptions).toEqual([
      { SubscriptionArn, Owner: '123456789012', Protocol: 'email', Endpoint: 'ada@example.org', TopicArn },
    ]);
    expect(after.Subscriptions).toEqual([]);
  });

  test.each([
    [
      'a topic that is not there',
      new PublishCommand({ TopicArn: 'arn:none', Message: 'x' }),
      'NotFoundException',
      'Topic does not exist',
    ],
    [
      'an empty message',
      new PublishCommand({ TopicArn: 'TOPIC', Message: '' }),
      'InvalidParameterException',
      'Empty message',
    ],
    [
      'a long message',
      new PublishCommand({ TopicArn: 'TOPIC', Message: 'x'.repeat(262_145) }),
      'InvalidParameterException',
      'got 262145',
    ],
    [
      'a subject with a new line',
      new PublishCommand({ TopicArn: 'TOPIC', Message: 'x', Subject: 'a\nb' }),
      'InvalidParameterException',
      'Subject must have',
    ],
    [
      'a structure without default',
      new PublishCommand({ TopicArn: 'TOPIC', Message: '{}', MessageStructure: 'json' }),
      'InvalidParameterException',
      'No default entry',
    ],
    [
      'a phone number',
      new PublishCommand({ PhoneNumber: '+1', Message: 'x' }),
      'NotImplementedException',
      'PhoneNumber',
    ],
    ['a bad topic name', new CreateTopicCommand({ Name: 'a b' }), 'InvalidParameterException', 'got "a b"'],
    ['a FIFO topic', new CreateTopicCommand({ Name: 'a.fifo' }), 'NotImplementedException', 'no FIFO topics'],
    [
      'an unknown topic attribute',
      new CreateTopicCommand({ Name: 'a', Attributes: { Colour: 'red' } }),
      'InvalidParameterException',
      'got "Colour"',
    ],
    [
      'a queue as subscriber',
      new SubscribeCommand({ TopicArn: 'TOPIC', Protocol: 'sqs', Endpoint: 'arn' }),
      'NotImplementedException',
      'sqs',
    ],
    [
      'a filter policy',
      new SubscribeCommand({
        TopicArn: 'TOPIC',
        Protocol: 'email',
        Endpoint: 'a@b',
        Attributes: { FilterPolicy: '{}' },
      }),
      'NotImplementedException',
      'FilterPolicy',
    ],
    [
      'an operation that is not there',
      new PublishBatchCommand({ TopicArn: 'TOPIC', PublishBatchRequestEntries: [] }),
      'NotImplementedException',
      'PublishBatch',
    ],
  ])('%s is refused', async (_what, command, name, message) => {
    const TopicArn = await aTopic('refusals');
    const input = command.input as { TopicArn?: string };
    if (input.TopicArn === 'TOPIC') {
      input.TopicArn = TopicArn;
    }

    await expect(client.send(command as PublishCommand)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});
