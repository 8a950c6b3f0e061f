import { given, type PropertyReader } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';

export const cloudwatchAlarm: ResourceType = {
  type: 'AWS::CloudWatch::Alarm',
  rank: Rank.reaction,
  async create(context) {
    const { properties, call, platform } = context;
    const name = properties.text('AlarmName') ?? context.generatedName(255);
    const input = {
      AlarmName: name,
      ...descriptionAndActions(properties),
      Namespace: properties.text('Namespace'),
      MetricName: properties.text('MetricName'),
      Dimensions: properties.list('Dimensions'),
      Statistic: properties.text('Statistic'),
      ExtendedStatistic: properties.text('ExtendedStatistic'),
      Period: properties.number('Period'),
      Unit: properties.text('Unit'),
      EvaluationPeriods: properties.number('EvaluationPeriods'),
      DatapointsToAlarm: properties.number('DatapointsToAlarm'),
      Threshold: properties.number('Threshold'),
      ThresholdMetricId: properties.text('ThresholdMetricId'),
      ComparisonOperator: properties.text('ComparisonOperator'),
      TreatMissingData: properties.text('TreatMissingData'),
      EvaluateLowSampleCountPercentile: properties.text('EvaluateLowSampleCountPercentile'),
      Metrics: properties.list('Metrics'),
      Tags: properties.tags(),
    };
    properties.done();
    await call('monitoring', 'PutMetricAlarm', given(input));
    return { ref: name, attributes: { Arn: alarmArn(platform, name) } };
  },
};

export const cloudwatchCompositeAlarm: ResourceType = {
  type: 'AWS::CloudWatch::CompositeAlarm',
  rank: Rank.reaction,
  async create(context) {
    const { properties, call, platform } = context;
    const name = properties.text('AlarmName') ?? context.generatedName(255);
    const input = {
      AlarmName: name,
      AlarmRule: properties.requiredText('AlarmRule'),
      ...descriptionAndActions(properties),
      ActionsSuppressor: properties.text('ActionsSuppressor'),
      ActionsSuppressorWaitPeriod: properties.number('ActionsSuppressorWaitPeriod'),
      ActionsSuppressorExtensionPeriod: properties.number('ActionsSuppressorExtensionPeriod'),
      Tags: properties.tags(),
    };
    properties.done();
    await call('monitoring', 'PutCompositeAlarm', given(input));
    return { ref: name, attributes: { Arn: alarmArn(platform, name) } };
  },
};

export const cloudwatchDashboard: ResourceType = {
  type: 'AWS::CloudWatch::Dashboard',
  rank: Rank.reaction,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('DashboardName') ?? context.generatedName(255);
    const input = { DashboardName: name, DashboardBody: properties.requiredText('DashboardBody') };
    properties.done();
    await call('monitoring', 'PutDashboard', input);
    return { ref: name, attributes: {} };
  },
};

function alarmArn({ region, account }: { readonly region: string; readonly account: string }, name: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** What an alarm on metrics and one on alarms have in common. */
function descriptionAndActions(properties: PropertyReader) {
  return {
    AlarmDescription: properties.text('AlarmDescription'),
    ActionsEnabled: properties.flag('ActionsEnabled'),
    OKActions: properties.texts('OKActions'),
    AlarmActions: properties.texts('AlarmActions'),
    InsufficientDataActions: properties.texts('InsufficientDataActions'),
  };
}
