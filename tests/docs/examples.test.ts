import { join } from 'node:path';
import { CreateClusterCommand, DAXClient } from '@aws-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type LocalPlatform, startLocal } from '@daxpilot/local';
import { blocksOf } from '../brief/document';
import { packagedCopy } from '../end-to-end/packaged-copy';
import { root } from './command-blocks';

type Example = (load: (name: string) => unknown) => Promise<unknown>;

/** A document's first example in TypeScript; `ends` stands behind it, and gives what is to be seen of it. */
function exampleOf(document: string, ends: string, placed: readonly (readonly [string, string])[] = []): Example {
  const text = blocksOf(join(root, document)).find(({ language }) => language === 'ts')?.text ?? '';
  const here = placed.reduce((code, [what, by]) => {
    if (!code.includes(what)) throw new Error(`${document}: its example has no ${what}`);
    return code.replace(what, by);
  }, text);
  const body = here.replace(/^import (\{[^}]*\}) from ('[^']*');$/gm, 'const $1 = load($2);');
  return new Function('load', `return (async () => {\n${body}\n${ends}\n})();`) as Example;
}

const load = (name: string): unknown => require(name);
const place = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

test('the example of the platform deploys the service and lets time pass', async () => {
  const folder = await packagedCopy();
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);

  const example = exampleOf('local/README.md', 'return local.ready;', [
    ["serviceDir: '.'", `serviceDir: ${JSON.stringify(folder)}`],
  ]);

  const ready = (await example(load)) as LocalPlatform['ready'];
  expect(log.mock.calls).toEqual([[ready.endpoint]]);
  expect(Object.keys(ready.stateMachines)).toContain('rightsize');
  log.mockRestore();
}, 300_000);

test('the example of the DAX node starts three nodes and adds one', async () => {
  const example = exampleOf('local/dax-node/README.md', 'return cluster.endpoints;', [['port: 8111', 'port: 0']]);

  expect(await example(load)).toHaveLength(4);
});

test('the example of the access module writes through the cluster that it names', async () => {
  const local = await startLocal({ port: 0, daxPort: 0, daxNodes: true });
  const { endpoint } = local.ready;
  const dynamodb = new DynamoDBClient({ ...place, endpoint });
  const dax = new DAXClient({ ...place, endpoint });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'products',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const IamRoleArn = 'arn:aws:iam::123456789012:role/dax';
  await dax.send(
    new CreateClusterCommand({ ClusterName: 'products', NodeType: 'dax.r5.large', ReplicationFactor: 1, IamRoleArn }),
  );
  await local.clock.advance(12 * 60_000);
  Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });

  const found = await exampleOf('shared/dax-access/README.md', 'return Item;')(load);

  expect(found).toBeUndefined();
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'products', Key: { id: { S: '123' } } }));
  expect(Item).toEqual({ id: { S: '123' }, name: { S: 'Product' } });
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
  dynamodb.destroy();
  dax.destroy();
  await local.stop();
});
