import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createCloudWatchService } from '../cloudwatch';
import { createSnsService, MessageSink } from '../sns';
import { createEventBridgeService } from '.';

const START_MS = Date.UTC(2026, 10, 23, 17);

describe('from a metric to a target, through stock clients', () => {
  const sink = new MessageSink();
  let door: TestDoor;

  beforeAll(async () => {
    door = await startTestDoor(
      [
        (platform) => createCloudWatchService(platform),
        (platform) => createSnsService(platform, { sink }),
        createEventBridgeService,
      ],
      { startMs: START_MS },
    );
  });

  afterAll(() => door.stop());

  test('an alarm that fires reaches the target of a rule on its prefix, and another alarm does not', async () => {
    const cloudwatch = new CloudWatchClient(door.clientConfig);
    const events = new EventBridgeClient(door.clientConfig);
    const sns = new SNSClient(door.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    const EventPattern = JSON.stringify({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { alarmName: [{ prefix: 'daxpilot/' }], state: { value: ['ALARM'] } },
    });
    await events.send(new PutRuleCommand({ Name: 'alarms', EventPattern }));
    const InputTransformer = {
      InputPathsMap: {
        name: '$.detail.alarmName',
        cluster: '$.detail.configuration.metrics[0].metricStat.metric.dimensions.ClusterId',
      },
      InputTemplate: '{"alarm":<name>,"cluster":<cluster>}',
    };
    await events.send(
      new PutTargetsCommand({ Rule: 'alarms', Targets: [{ Id: 'topic', Arn: TopicArn, InputTransformer }] }),
    );
    for (const AlarmName of ['daxpilot/products/cpu-high', 'other']) {
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace: 'AWS/DAX',
          MetricName: 'CPUUtilization',
          Dimensions: [{ Name: 'ClusterId', Value: 'products' }],
          Statistic: 'Maximum',
          Period: 60,
          EvaluationPeriods: 2,
          Threshold: 70,
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      );
    }
    for (const Value of [50, 90, 95]) {
      const Dimensions = [{ Name: 'ClusterId', Value: 'products' }];
      const MetricData = [{ MetricName: 'CPUUtilization', Dimensions, Value, Timestamp: new Date(door.clock.now()) }];
      await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/DAX', MetricData }));
      await door.clock.advance(60_000);
    }
    await door.clock.advance(60_000);
    expect(sink.list().map(({ at, message }) => [at.slice(11, 19), JSON.parse(message)])).toEqual([
      ['17:03:10', { alarm: 'daxpilot/products/cpu-high', cluster: 'products' }],
    ]);
    for (const client of [cloudwatch, events, sns]) {
      client.destroy();
    }
  });
});
