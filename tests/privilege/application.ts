import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateClusterCommand, DAXClient } from '@aws-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Access, openAccess } from '@daxpilot/access';
import { type LocalPlatform, startLocal } from '@daxpilot/local';
import { recordKey } from '../../shared/fleet';
import type { UsedRight } from '../end-to-end/service-at-work';
import { privilegeBootstrap } from './config';
import { expected } from './path';
import type { Recorded } from './run-paths';

const TableName = 'products';
const administrator = { accessKeyId: 'test', secretAccessKey: 'test' };
const minuteMs = 60_000;

/**
 * A process of the application tier over the access module, with the role of the bootstrap stack: by endpoint record through the cluster,
 * around it while all nodes are down, by name through the cluster, and through one that a hand-over made.
 */
export async function applicationAtWork(): Promise<Recorded> {
  const local = await startLocal({ port: 0, daxPort: 0, daxNodes: true, bootstrap: privilegeBootstrap() });
  local.clock.pause();
  try {
    await setUp(local);
    const record = { table: 'daxpilot-ledger', target: 'products', pollMs: 50 };
    const byRecord = openAs(local, { record });
    await byRecord.ready();
    await work(byRecord, 'through');
    await byRecord.close();
    // A process of its own: on a connection that dies a write's outcome is unknown, which is no matter of rights.
    await local.dataPlane?.crash('products');
    const around = openAs(local, { record });
    await work(around, 'around');
    await around.close();
    await local.dataPlane?.restart('products');
    for (const cluster of ['products', 'products-1f0c']) {
      const byName = openAs(local, { cluster });
      await work(byName, cluster);
      expected(byName.state().itemTtlMs === 300_000, 'the item TTL of the cluster is known', byName.state());
      await byName.close();
    }
    return { roles: local.roles.list(), used: await control(local, 'iam'), denied: await control(local, 'iam-denied') };
  } finally {
    await local.stop();
  }
}

async function setUp({ ready, clock, roles }: LocalPlatform): Promise<void> {
  const place = { endpoint: ready.endpoint, region: ready.region, credentials: administrator };
  const dynamodb = new DynamoDBClient(place);
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'daxpilot-ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  const serviceRole = roles.list().find(({ name }) => name.includes('ServiceRole'));
  const dax = new DAXClient(place);
  await dax.send(
    new CreateClusterCommand({
      ClusterName: 'products-1f0c',
      NodeType: 'dax.r5.large',
      ReplicationFactor: 1,
      IamRoleArn: serviceRole?.arn,
    }),
  );
  await clock.advance(15 * minuteMs);
  const record = { epoch: 1, phase: 0, old: 'products', new: null, itemTtlMs: 300_000, target: 'products' };
  const Item = marshall({ ...recordKey('products'), ...record });
  await dynamodb.send(new PutItemCommand({ TableName: 'daxpilot-ledger', Item }));
  dynamodb.destroy();
  dax.destroy();
}

function openAs({ ready, roles, platform }: LocalPlatform, endpoint: object): Access {
  const role = roles.list().find(({ name }) => name.includes('ApplicationRole'))?.arn ?? '';
  const issued = platform.issueCredentials?.(role, 'application');
  if (issued === undefined) throw new Error('this platform issues no credentials');
  const { accessKeyId, secretAccessKey, sessionToken } = issued;
  const session = { accessKeyId, secretAccessKey, sessionToken };
  const cloudWatch = new CloudWatchClient({ endpoint: ready.endpoint, region: ready.region, credentials: session });
  return openAccess({
    endpoint: endpoint as { readonly cluster: string },
    region: ready.region,
    credentials: session,
    controlPlane: { endpoint: ready.endpoint },
    dynamodb: { endpoint: ready.endpoint },
    telemetry: {
      openTelemetry: false,
      cloudWatch: {
        target: 'products',
        put: (input) => cloudWatch.send(new PutMetricDataCommand(input as never)),
      },
    },
  });
}

/** Every operation of the data plane, with and without the index. */
async function work({ document }: Access, mark: string): Promise<void> {
  const key = (name: string) => ({ id: `${mark}-${name}` });
  const item = (name: string) => ({ ...key(name), category: 'tools' });
  await document.put({ TableName, Item: item('a') });
  await document.get({ TableName, Key: key('a') });
  await document.update({
    TableName,
    Key: key('a'),
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': 1 },
  });
  await document.delete({ TableName, Key: key('a') });
  await document.batchWrite({
    RequestItems: { [TableName]: [{ PutRequest: { Item: item('b') } }, { PutRequest: { Item: item('c') } }] },
  });
  await document.batchGet({ RequestItems: { [TableName]: { Keys: [key('b'), key('nowhere')] } } });
  const values = { ExpressionAttributeValues: { ':id': `${mark}-b` } };
  await document.query({ TableName, KeyConditionExpression: 'id = :id', ...values });
  await document.scan({ TableName, Limit: 5 });
  const byCategory = { TableName, IndexName: 'by-category' };
  await document.query({
    ...byCategory,
    KeyConditionExpression: 'category = :category',
    ExpressionAttributeValues: { ':category': 'tools' },
  });
  await document.scan({ ...byCategory, Limit: 5 });
  await document.transactWrite({
    TransactItems: [
      { Put: { TableName, Item: item('d') } },
      { ConditionCheck: { TableName, Key: key('b'), ConditionExpression: 'attribute_exists(id)' } },
    ],
  });
  await document.transactGet({ TransactItems: [{ Get: { TableName, Key: key('d') } }] });
}

async function control({ ready }: LocalPlatform, path: string): Promise<readonly UsedRight[]> {
  return (await (await fetch(`${ready.endpoint}/_daxpilot/${path}`)).json()) as readonly UsedRight[];
}
