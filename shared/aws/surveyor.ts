import {
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import {
  type Cluster,
  DAXClient,
  DescribeClustersCommand,
  DescribeParameterGroupsCommand,
  DescribeSubnetGroupsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-dax';
import { DescribeLimitsCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PortError } from '../flow/ports';
import type { AccountSurvey, AlarmMetric, AlarmState, SurveyedCluster, Surveyor } from '../review';
import { attempt } from './calls';
import { type Environment, reading } from './clients';
import { surveyLoad } from './survey-load';

/** What a review reads of AWS; every call only reads. */
export function awsSurveyor(env: Environment = process.env): Surveyor {
  const dax = reading(DAXClient, env);
  const cloudwatch = reading(CloudWatchClient, env);
  const dynamodb = reading(DynamoDBClient, env);
  return {
    account: async () => ({ ...(await readAccount(dax())), tableUnits: await readTableUnits(dynamodb()) }),
    alarms: () => readAlarms(cloudwatch()),
    load: (snapshot, nowMs, windowMs) => surveyLoad(cloudwatch(), snapshot, nowMs, windowMs),
  };
}

async function readAccount(dax: DAXClient): Promise<AccountSurvey> {
  const clusters = await pages('DescribeClusters', async (options, NextToken) => {
    const answer = await dax.send(new DescribeClustersCommand({ MaxResults: 100, ...NextToken }), options);
    return { items: answer.Clusters, next: answer.NextToken };
  });
  const parameterGroups = await pages('DescribeParameterGroups', async (options, NextToken) => {
    const answer = await dax.send(new DescribeParameterGroupsCommand({ MaxResults: 100, ...NextToken }), options);
    return { items: answer.ParameterGroups, next: answer.NextToken };
  });
  const subnetGroups = await pages('DescribeSubnetGroups', async (options, NextToken) => {
    const answer = await dax.send(new DescribeSubnetGroupsCommand({ MaxResults: 100, ...NextToken }), options);
    return { items: answer.SubnetGroups, next: answer.NextToken };
  });
  // One after the other: ListTags takes 10 calls a second.
  const surveyed: SurveyedCluster[] = [];
  for (const cluster of clusters) surveyed.push(toCluster(cluster, await readTags(dax, cluster)));
  return {
    clusters: surveyed,
    parameterGroups: parameterGroups.length,
    subnetGroups: subnetGroups.map(({ SubnetGroupName = 'unknown', Subnets = [] }) => ({
      name: SubnetGroupName,
      zones: [...new Set(Subnets.flatMap(({ SubnetAvailabilityZone }) => SubnetAvailabilityZone ?? []))],
    })),
  };
}

async function readTableUnits(dynamodb: DynamoDBClient): Promise<NonNullable<AccountSurvey['tableUnits']>> {
  const limits = await attempt('DescribeLimits', (options) => dynamodb.send(new DescribeLimitsCommand({}), options));
  const { TableMaxReadCapacityUnits: read, TableMaxWriteCapacityUnits: write } = limits;
  if (read === undefined || write === undefined) {
    throw new PortError('aws.failed', 'DescribeLimits gave no limits of a table', false, 'no');
  }
  return { read, write };
}

/** A cluster that goes away meanwhile has no tags any more; while it is made DAX may refuse them. */
async function readTags(dax: DAXClient, { ClusterArn, Status }: Cluster): Promise<SurveyedCluster['tags']> {
  if (ClusterArn === undefined || Status === undefined || Status === 'creating' || Status === 'deleting') return {};
  try {
    const tags = await pages(`ListTags ${ClusterArn}`, async (options, NextToken) => {
      const answer = await dax.send(new ListTagsCommand({ ResourceName: ClusterArn, ...NextToken }), options);
      return { items: answer.Tags, next: answer.NextToken };
    });
    return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  } catch (error) {
    if (error instanceof PortError && (error.code === 'aws.not-found' || error.code === 'aws.busy')) return {};
    throw error;
  }
}

const toCluster = (cluster: Cluster, tags: SurveyedCluster['tags']): SurveyedCluster => ({
  name: (cluster.ClusterName ?? 'unknown').toLowerCase(),
  nodeType: cluster.NodeType ?? 'unknown',
  nodeCount: cluster.TotalNodes ?? cluster.Nodes?.length ?? 0,
  nodeIds: (cluster.Nodes ?? []).flatMap(({ NodeId }) => NodeId ?? []),
  ...(cluster.SubnetGroup !== undefined && { subnetGroup: cluster.SubnetGroup }),
  tags,
});

async function readAlarms(cloudwatch: CloudWatchClient): Promise<readonly AlarmState[]> {
  const alarms = await pages('DescribeAlarms', async (options, NextToken) => {
    const answer: DescribeAlarmsCommandOutput = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100, ...NextToken }),
      options,
    );
    const composite = (answer.CompositeAlarms ?? []).map(compositeToAlarm);
    return { items: [...(answer.MetricAlarms ?? []).map(toAlarm), ...composite], next: answer.NextToken };
  });
  return alarms;
}

const compositeToAlarm = (alarm: CompositeAlarm): AlarmState => ({
  name: alarm.AlarmName ?? 'unknown',
  state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
  sinceMs: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: 'missing',
  rule: alarm.AlarmRule ?? '',
  metrics: [],
  expression: '',
});

export function toAlarm(alarm: MetricAlarm): AlarmState {
  const { EvaluationPeriods: periods = 1, Metrics = [] } = alarm;
  return {
    name: alarm.AlarmName ?? 'unknown',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    // Updated also moves when the reason changes without the state; transitioned does not, where AWS gives it.
    sinceMs: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
    ...(alarm.ComparisonOperator !== undefined && { comparison: alarm.ComparisonOperator }),
    ...(alarm.Threshold !== undefined && { threshold: alarm.Threshold }),
    evaluationPeriods: periods,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? periods,
    treatMissingData: alarm.TreatMissingData ?? 'missing',
    metrics: metricsOf(alarm),
    expression: Metrics.flatMap(({ Expression }) => Expression ?? []).join('; '),
  };
}

function metricsOf(alarm: MetricAlarm): readonly AlarmMetric[] {
  const single = alarm.MetricName === undefined ? [] : [{ Metric: alarm, Period: alarm.Period, Unit: alarm.Unit }];
  const stats = [...single, ...(alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat ?? [])];
  return stats.map(({ Metric, Period, Unit }) => ({
    namespace: Metric?.Namespace ?? '',
    name: Metric?.MetricName ?? '',
    dimensions: Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value])),
    periodSeconds: Period ?? 60,
    ...(Unit !== undefined && { unit: Unit }),
  }));
}

/** Far more than any account has. */
const mostPages = 100;

async function pages<Item>(
  what: string,
  page: (
    options: { readonly abortSignal: AbortSignal },
    token: { readonly NextToken?: string },
  ) => Promise<{ readonly items: readonly Item[] | undefined; readonly next: string | undefined }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: { readonly NextToken?: string } = {};
  for (let count = 0; count < mostPages; count++) {
    const answer = await attempt(what, (options) => page(options, token));
    items.push(...(answer.items ?? []));
    if (answer.next === undefined) return items;
    token = { NextToken: answer.next };
  }
  throw new PortError('aws.failed', `${what} gave more than ${mostPages} pages`, false, 'no');
}
