import { type LocalPlatform, startLocal } from '@daxpilot/local';

const template = (policy: boolean, target: string) => ({
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'letters', MessageRetentionPeriod: 600 } },
    ...(policy
      ? {
          Policy: {
            Type: 'AWS::SQS::QueuePolicy',
            Properties: {
              Queues: [{ Ref: 'Queue' }],
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: { Service: 'events.amazonaws.com' },
                    Action: 'sqs:SendMessage',
                    Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
                    Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/mine-*' } },
                  },
                ],
              },
            },
          },
        }
      : {}),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'mine-1',
        ScheduleExpression: 'rate(1 minute)',
        Targets: [
          {
            Id: 'nobody',
            Arn: target,
            RoleArn: 'arn:aws:iam::123456789012:role/any',
            Input: '{"n":1}',
            DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
          },
        ],
      },
    },
  },
});

const nobody = 'arn:aws:states:us-east-1:123456789012:stateMachine:nobody';
let local: LocalPlatform;

async function start(policy: boolean): Promise<readonly string[]> {
  const events: string[] = [];
  local = await startLocal({
    port: 0,
    bootstrap: JSON.stringify(template(policy, nobody)),
    onLine: ({ event }) => events.push(event),
  });
  local.clock.pause();
  return events;
}

const letters = async (): Promise<readonly Record<string, unknown>[]> => {
  const answer = await fetch(`${local.ready.endpoint}/_daxpilot/dead-letters?queue=letters`);
  return (await answer.json()) as readonly Record<string, unknown>[];
};

afterEach(() => local.stop());

test('what a rule cannot deliver lies in its queue with the rule, the target and the reason, and goes after its retention', async () => {
  await start(true);

  await local.clock.advance(60_000);

  expect(await letters()).toMatchObject([
    {
      queue: 'letters',
      body: '{"n":1}',
      attributes: {
        RULE_ARN: 'arn:aws:events:us-east-1:123456789012:rule/mine-1',
        TARGET_ARN: nobody,
        ERROR_CODE: 'NO_RESOURCE',
        RETRY_ATTEMPTS: '0',
      },
    },
  ]);
  await local.clock.advance(30 * 60_000);
  expect((await letters()).length).toBeLessThanOrEqual(11);
});

test('a queue whose policy does not let EventBridge send gets nothing, and the log says that the letter is lost', async () => {
  const events = await start(false);

  await local.clock.advance(60_000);

  expect(await letters()).toEqual([]);
  expect(events).toContain('events.dead-letter.lost');
});
