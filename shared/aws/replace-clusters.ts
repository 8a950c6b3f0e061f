import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  type Cluster,
  CreateClusterCommand,
  type DAXClient,
  DeleteClusterCommand,
  DescribeClustersCommand,
  DescribeParametersCommand,
  ListTagsCommand,
} from '@aws-sdk/client-dax';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clusters, Counters, DescribedCluster } from '../replace';
import { attempt, attemptToFind } from './calls';

export interface ReplaceClients {
  readonly dax: () => DAXClient;
  /** For calls that are made once. */
  readonly daxOnce: () => DAXClient;
  readonly cloudwatch: () => CloudWatchClient;
  readonly dynamodb: () => DynamoDBClient;
}

const names = {
  cpu: { stat: 'Maximum', metrics: ['CPUUtilization'] },
  requests: { stat: 'Sum', metrics: ['TotalRequestCount'] },
  reads: {
    stat: 'Sum',
    metrics: [
      'GetItemRequestCount',
      'BatchGetItemRequestCount',
      'QueryRequestCount',
      'ScanRequestCount',
      'TransactGetItemsCount',
    ],
  },
  queries: { stat: 'Sum', metrics: ['QueryRequestCount', 'ScanRequestCount'] },
  writes: {
    stat: 'Sum',
    metrics: [
      'PutItemRequestCount',
      'UpdateItemRequestCount',
      'DeleteItemRequestCount',
      'BatchWriteItemRequestCount',
      'TransactWriteItemsCount',
    ],
  },
  connections: { stat: 'Maximum', metrics: ['ClientConnections'] },
} as const satisfies Readonly<Record<keyof Counters, { readonly stat: string; readonly metrics: readonly string[] }>>;

/** The DAX control plane, its counters and the tables behind it, as a hand-over needs them. */
export function replaceClusters(clients: ReplaceClients): Clusters {
  return {
    describe: (name) => describe(clients.dax(), name),
    counters: (name, fromMs, nowMs) => counters(clients.cloudwatch(), name, fromMs, nowMs),
    tags: async (ResourceName) => {
      const { Tags = [] } = await attempt(`ListTags ${ResourceName}`, (options) =>
        clients.dax().send(new ListTagsCommand({ ResourceName }), options),
      );
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },
    create: async (cluster) => {
      await attempt(`CreateCluster ${cluster.name}`, (options) =>
        clients.daxOnce().send(
          new CreateClusterCommand({
            ClusterName: cluster.name,
            NodeType: cluster.nodeType,
            ReplicationFactor: cluster.nodes,
            IamRoleArn: cluster.roleArn,
            ...(cluster.subnetGroup === undefined ? {} : { SubnetGroupName: cluster.subnetGroup }),
            ...(cluster.parameterGroup === undefined ? {} : { ParameterGroupName: cluster.parameterGroup }),
            ...(cluster.securityGroups.length === 0 ? {} : { SecurityGroupIds: [...cluster.securityGroups] }),
            SSESpecification: { Enabled: cluster.encrypted },
            ClusterEndpointEncryptionType: cluster.tls ? 'TLS' : 'NONE',
            Tags: Object.entries(cluster.tags).map(([Key, Value]) => ({ Key, Value })),
          }),
          options,
        ),
      );
    },
    remove: async (ClusterName) => {
      await attempt(`DeleteCluster ${ClusterName}`, (options) =>
        clients.daxOnce().send(new DeleteClusterCommand({ ClusterName }), options),
      );
    },
    capacity: async (tables) => (await Promise.all(tables.map((name) => capacity(clients.dynamodb(), name)))).flat(),
  };
}

async function describe(dax: DAXClient, name: string): Promise<DescribedCluster | undefined> {
  const found = await attemptToFind(`DescribeClusters ${name}`, (options) =>
    dax.send(new DescribeClustersCommand({ ClusterNames: [name] }), options),
  );
  const cluster = found?.Clusters?.[0];
  if (cluster === undefined) return undefined;
  const created = Math.min(...(cluster.Nodes ?? []).flatMap(({ NodeCreateTime }) => NodeCreateTime?.getTime() ?? []));
  const group = cluster.ParameterGroup?.ParameterGroupName;
  const itemTtlMs = group === undefined ? undefined : await itemTtl(dax, group);
  return {
    name: (cluster.ClusterName ?? name).toLowerCase(),
    arn: cluster.ClusterArn ?? '',
    status: isReady(cluster) ? 'available' : 'busy',
    statusText: cluster.Status ?? 'deleting',
    nodeType: cluster.NodeType ?? 'unknown',
    nodes: cluster.TotalNodes ?? 0,
    securityGroups: (cluster.SecurityGroups ?? []).flatMap(({ SecurityGroupIdentifier: id }) => id ?? []),
    encrypted: cluster.SSEDescription?.Status === 'ENABLED',
    tls: cluster.ClusterEndpointEncryptionType === 'TLS',
    ...(Number.isFinite(created) ? { createdAtMs: created } : {}),
    ...(itemTtlMs === undefined ? {} : { itemTtlMs }),
    ...(cluster.IamRoleArn === undefined ? {} : { roleArn: cluster.IamRoleArn }),
    ...(cluster.SubnetGroup === undefined ? {} : { subnetGroup: cluster.SubnetGroup }),
    ...(group === undefined ? {} : { parameterGroup: group }),
  };
}

/** A cluster can say available while its nodes are not. */
const isReady = ({ Status, Nodes = [], TotalNodes }: Cluster): boolean =>
  Status === 'available' && Nodes.length === TotalNodes && Nodes.every(({ NodeStatus }) => NodeStatus === 'available');

async function itemTtl(dax: DAXClient, ParameterGroupName: string): Promise<number | undefined> {
  const found = await attemptToFind(`DescribeParameters ${ParameterGroupName}`, (options) =>
    dax.send(new DescribeParametersCommand({ ParameterGroupName, MaxResults: 100 }), options),
  );
  const value = found?.Parameters?.find(({ ParameterName }) => ParameterName === 'record-ttl-millis')?.ParameterValue;
  return value === undefined || !/^\d+$/.test(value) ? undefined : Number(value);
}

async function counters(client: CloudWatchClient, cluster: string, fromMs: number, nowMs: number): Promise<Counters> {
  const metrics = [
    ...new Set(Object.values(names).flatMap((one) => one.metrics.map((metric) => `${one.stat} ${metric}`))),
  ];
  const points = new Map<string, Map<number, number>>(metrics.map((metric) => [metric, new Map()]));
  let NextToken: string | undefined;
  do {
    const page = await attempt(`GetMetricData ${cluster}`, (options) =>
      client.send(
        new GetMetricDataCommand({
          StartTime: new Date(fromMs),
          EndTime: new Date(nowMs + 60_000),
          ...(NextToken === undefined ? {} : { NextToken }),
          MetricDataQueries: metrics.map((metric, index) => {
            const [Stat = '', MetricName = ''] = metric.split(' ');
            const Dimensions = [{ Name: 'ClusterId', Value: cluster }];
            return {
              Id: `q${index}`,
              MetricStat: { Metric: { Namespace: 'AWS/DAX', MetricName, Dimensions }, Period: 60, Stat },
            };
          }),
        }),
        options,
      ),
    );
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      const minutes = points.get(metrics[Number(Id.slice(1))] ?? '');
      for (const [index, time] of Timestamps.entries()) minutes?.set(time.getTime(), Values[index] ?? 0);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  const of = ({ stat, metrics: wanted }: { readonly stat: string; readonly metrics: readonly string[] }) => {
    const total = new Map<number, number>();
    for (const metric of wanted)
      for (const [at, value] of points.get(`${stat} ${metric}`) ?? []) total.set(at, (total.get(at) ?? 0) + value);
    return total;
  };
  return {
    cpu: of(names.cpu),
    requests: of(names.requests),
    reads: of(names.reads),
    queries: of(names.queries),
    writes: of(names.writes),
    connections: of(names.connections),
  };
}

/** Warm throughput where AWS tells it, else the provisioned units; an on-demand table without either tells nothing. */
async function capacity(dynamodb: DynamoDBClient, TableName: string) {
  const { Table } = await attempt(`DescribeTable ${TableName}`, (options) =>
    dynamodb.send(new DescribeTableCommand({ TableName }), options),
  );
  const onDemand = Table?.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  const unitsOf = (of: {
    readonly WarmThroughput?: { readonly ReadUnitsPerSecond?: number | undefined } | undefined;
    readonly ProvisionedThroughput?: { readonly ReadCapacityUnits?: number | undefined } | undefined;
  }) => (onDemand ? of.WarmThroughput?.ReadUnitsPerSecond : of.ProvisionedThroughput?.ReadCapacityUnits);
  const row = (name: string, isIndex: boolean, status: string | undefined, units: number | undefined) => ({
    name,
    isIndex,
    busy: status !== 'ACTIVE',
    ...(units === undefined ? {} : { readUnits: units }),
  });
  return [
    row(TableName, false, Table?.TableStatus, Table === undefined ? undefined : unitsOf(Table)),
    ...(Table?.GlobalSecondaryIndexes ?? []).map((index) =>
      row(`${TableName}/${index.IndexName}`, true, index.IndexStatus, unitsOf(index)),
    ),
  ];
}
