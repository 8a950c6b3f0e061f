import {
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, GetTopicAttributesCommand, PublishCommand } from '@aws-sdk/client-sns';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { ARN, KB, type Mistake, ROLE } from './mistake';

const anEntry = (detailBytes: number) => ({
  Source: 'app',
  DetailType: 'a',
  Detail: JSON.stringify({ text: 'x'.repeat(detailBytes) }),
});
const rule = (more: object) => new PutRuleCommand({ Name: 'bad', ...more });

export const MESSAGES_MISTAKES: readonly Mistake[] = [
  [
    '11 events at once',
    'events',
    new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => anEntry(1)) }),
    'ValidationException',
  ],
  [
    'events of more than 1 MB together',
    'events',
    new PutEventsCommand({ Entries: [anEntry(600 * KB), anEntry(600 * KB)] }),
    'ValidationException',
  ],
  ['a rule without pattern and schedule', 'events', rule({}), 'ValidationException'],
  ['a rule whose pattern is no JSON', 'events', rule({ EventPattern: '{' }), 'InvalidEventPatternException'],
  [
    'a rule whose pattern has an unknown operator',
    'events',
    rule({ EventPattern: '{"source":[{"guess":"a"}]}' }),
    'InvalidEventPatternException',
  ],
  ['a rule whose schedule is none', 'events', rule({ ScheduleExpression: 'rate(0 minutes)' }), 'ValidationException'],
  [
    'a rule with a name of 65 characters',
    'events',
    rule({ Name: 'a'.repeat(65), ScheduleExpression: 'rate(1 minute)' }),
    'ValidationException',
  ],
  [
    'a target of a rule that is not there',
    'events',
    new PutTargetsCommand({ Rule: 'none', Targets: [{ Id: 'a', Arn: ARN('sns', 'a') }] }),
    'ResourceNotFoundException',
  ],
  [
    'an event that is no JSON',
    'events',
    new TestEventPatternCommand({ EventPattern: '{"a":["b"]}', Event: '{' }),
    'ValidationException',
  ],

  [
    'a topic with a name that has other characters',
    'sns',
    new CreateTopicCommand({ Name: 'a b' }),
    'InvalidParameterException',
  ],
  [
    'a topic that is not there',
    'sns',
    new GetTopicAttributesCommand({ TopicArn: ARN('sns', 'none') }),
    'NotFoundException',
    404,
  ],
  [
    'a message of more than 256 KB',
    'sns',
    new PublishCommand({ TopicArn: ARN('sns', 'good'), Message: 'x'.repeat(256 * KB + 1) }),
    'InvalidParameterException',
  ],
  [
    'a subject of 101 characters',
    'sns',
    new PublishCommand({ TopicArn: ARN('sns', 'good'), Message: 'a', Subject: 'x'.repeat(101) }),
    'InvalidParameterException',
  ],
  [
    'a session of 899 s',
    'sts',
    new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'a', DurationSeconds: 899 } as never),
    'ValidationError',
  ],
];
