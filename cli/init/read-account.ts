import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { type Cluster, DAXClient, DescribeClustersCommand, ListTagsCommand } from '@aws-sdk/client-dax';
import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  paginateListTables,
} from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { forReads, toPortError } from '../../shared/aws';
import type { Connection } from '../connection';
import { serviceNames } from '../session';
import type { Account, FoundCluster, FoundTable, Tags } from './account';
import { toFoundAlarm } from './alarm-of';
import { readRolePolicies } from './read-role-policies';
import { tablesIn } from './role-tables';

/** Tables looked at; an account may have 2,500 (or 10,000) of them, and each costs two calls. */
const mostTables = 500;

/** Reads only. Without clusters and tables nothing can be said, so those throw; whatever else is denied is told in `unseen`. */
export const readAccount = async (connection: Connection): Promise<Account> => {
  const unseen: Account['unseen'][number][] = [];
  const allowed: Allowed = async (what, look, otherwise) => {
    try {
      return await look();
    } catch (error) {
      const { code, message } = toPortError(what, error);
      if (!unseen.some((one) => one.what === what)) unseen.push({ what, why: `${code}: ${message}` });
      return otherwise;
    }
  };
  const config = forReads(connection.env);
  const clients = {
    dax: new DAXClient(config),
    dynamodb: new DynamoDBClient(config),
    cloudwatch: new CloudWatchClient(config),
    iam: new IAMClient(config),
  };
  try {
    const names = await tableNames(clients.dynamodb);
    if (names.length > mostTables) {
      const why = `init looks at ${mostTables} of ${names.length}; add the others by hand`;
      unseen.push({ what: 'tables', why });
    }
    const [clusters, tables, alarms] = await Promise.all([
      readClusters(clients, connection.region, allowed),
      inTurn(names.slice(0, mostTables), (name) => readTable(clients.dynamodb, name, allowed)),
      allowed('alarms', () => readAlarms(clients.cloudwatch), []),
    ]);
    return { region: connection.region, clusters, tables, alarms, unseen };
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
};

type Allowed = <Value>(what: string, look: () => Promise<Value>, otherwise: Value) => Promise<Value>;

const tableNames = async (dynamodb: DynamoDBClient): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const page of paginateListTables({ client: dynamodb }, {})) names.push(...(page.TableNames ?? []));
  return names.filter((name) => name !== serviceNames.ledger);
};

const readClusters = async (
  { dax, iam }: { readonly dax: DAXClient; readonly iam: IAMClient },
  region: string,
  allowed: Allowed,
): Promise<readonly FoundCluster[]> => {
  const clusters: Cluster[] = [];
  let NextToken: string | undefined;
  do {
    const page = await dax.send(new DescribeClustersCommand(NextToken === undefined ? {} : { NextToken }));
    clusters.push(...(page.Clusters ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return inTurn(clusters, async (cluster) => {
    const { ClusterName: name = '', IamRoleArn: role } = cluster;
    const tags = await allowed('tags of clusters', () => clusterTags(dax, cluster), {});
    const policies =
      role === undefined
        ? undefined
        : await allowed(`policies of the role of ${name}`, () => readRolePolicies(iam, role), undefined);
    return {
      name,
      status: cluster.Status ?? 'unknown',
      nodeType: cluster.NodeType ?? 'unknown',
      nodes: cluster.TotalNodes ?? 0,
      tags,
      ...(policies === undefined ? {} : { roleTables: tablesIn(policies, region) }),
    };
  });
};

const clusterTags = async (dax: DAXClient, { ClusterArn }: Cluster): Promise<Tags> => {
  const { Tags: tags } = await dax.send(new ListTagsCommand({ ResourceName: ClusterArn }));
  return tagsOf(tags);
};

const readTable = async (dynamodb: DynamoDBClient, name: string, allowed: Allowed): Promise<FoundTable> => {
  const { Table: table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
  const { ItemCount: items = 0, TableSizeBytes: bytes = 0 } = table ?? {};
  const tags = await allowed(
    'tags of tables',
    async () => tagsOf((await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: table?.TableArn }))).Tags),
    {},
  );
  return {
    name,
    billingMode: table?.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' ? 'on-demand' : 'provisioned',
    tags,
    ...(items > 0 && bytes > 0 ? { meanItemKilobytes: bytes / items / 1024 } : {}),
  };
};

const readAlarms = async (cloudwatch: CloudWatchClient): Promise<Account['alarms']> => {
  const found: Account['alarms'][number][] = [];
  for await (const page of paginateDescribeAlarms({ client: cloudwatch }, { AlarmTypes: ['MetricAlarm'] })) {
    found.push(...(page.MetricAlarms ?? []).map(toFoundAlarm));
  }
  return found;
};

const tagsOf = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Tags => Object.fromEntries(tags.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value]])));

/** One after the other: DescribeTable and ListTags have small limits per account, which the application needs too. */
const inTurn = async <From, To>(all: readonly From[], look: (one: From) => Promise<To>): Promise<readonly To[]> => {
  const found: To[] = [];
  for (const one of all) found.push(await look(one));
  return found;
};
