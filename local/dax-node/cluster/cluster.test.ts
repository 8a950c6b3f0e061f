import { Dax } from '@amazon-dax-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DaxCluster, startDaxCluster } from '../index';

describe('a cluster seen by the official v3 client', () => {
  let cluster: DaxCluster;
  let dax: Dax;
  let dynamodb: DynamoDBClient;

  beforeAll(async () => {
    cluster = await startDaxCluster({ nodes: 1, port: 0, dynamodb: { embedded: true }, attributeListsFile: false });
    dynamodb = new DynamoDBClient({
      endpoint: cluster.dynamodbEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await dynamodb.send(
      new CreateTableCommand({
        TableName: 'Orders',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    );
    dax = new Dax({
      endpoint: cluster.endpoints[0] as string,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });

  afterAll(async () => {
    (dax as unknown as { shutdown(): void }).shutdown();
    dynamodb.destroy();
    await cluster.close();
  });

  test('writes an item through and reads it from the cache', async () => {
    const item = { pk: { S: '1' }, n: { N: '1.50' }, l: { L: [{ S: 'x' }, { BOOL: true }] } };
    await dax.putItem({ TableName: 'Orders', Item: item });
    const answer = await dax.getItem({ TableName: 'Orders', Key: { pk: { S: '1' } } });
    expect(answer.Item).toEqual({ ...item, n: { N: '1.5' } });
    expect(cluster.stats().nodes[0]?.counts).toMatchObject({
      ItemCacheHits: 1,
      ItemCacheMisses: 0,
      PutItemRequestCount: 1,
    });
  });
});
