import { DescribeClustersCommand, ListTagsCommand } from '@aws-sdk/client-dax';
import { DescribeTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { createDeclared } from '../end-to-end/resources';
import { minuteMs } from '../end-to-end/service-at-work';
import { AHandedOverService } from './a-handed-over-service';

const up = { target: 'products', kind: 'replace', nodeType: 'dax.r5.xlarge', reason: 'more memory' };
let world: AHandedOverService;

beforeEach(async () => {
  world = await AHandedOverService.start();
  await createDeclared(world.service);
});
afterEach(() => world.service.stop());

const deletions = async () =>
  (await world.service.used()).filter(({ action }) => action === 'dax:DeleteCluster').length;

async function readUnits(): Promise<number | undefined> {
  const { Table } = await world.service.clients.dynamodb.send(new DescribeTableCommand({ TableName: 'products' }));
  return Table?.ProvisionedThroughput?.ReadCapacityUnits;
}

/** The first record of a target that had none. */
async function recordIsThere(): Promise<void> {
  expect(await world.execute(up)).toMatchObject({ outcome: 'refused', reasonCode: 'no-fleet' });
}

test('a whole replacement: the new cluster is warmed, tagged, serves, and nothing is deleted that is not ours', async () => {
  await recordIsThere();
  expect(await world.execute(up)).toMatchObject({ outcome: 'replaced', leftBehind: 'products' });
  const name = (await world.record())?.old ?? '';
  const { dax } = world.service.clients;
  const { Clusters = [] } = await dax.send(new DescribeClustersCommand({ ClusterNames: [name] }));
  const { Tags } = await dax.send(new ListTagsCommand({ ResourceName: Clusters[0]?.ClusterArn }));

  expect(Clusters[0]).toMatchObject({ NodeType: 'dax.r5.xlarge', Status: 'available' });
  expect(Tags).toContainEqual({ Key: 'daxpilot:target', Value: 'products' });
  expect(await world.execute({ ...up, deleteCluster: 'products' })).toMatchObject({ reasonCode: 'not-deletable' });
  expect(await deletions()).toBe(0);
});

test('an execution that is stopped in the bridge is gone on with by another one, which gives back what was raised', async () => {
  await world.service.clients.dynamodb.send(
    new UpdateTableCommand({
      TableName: 'products',
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 20, WriteCapacityUnits: 10 },
    }),
  );
  await world.service.advance(20 * minuteMs);
  await recordIsThere();
  const first = await world.begin({ ...up, raise: true });
  await world.until(async () => ((await world.record())?.phase === 1 ? true : undefined));
  // 100 reads/s x 0.5 x 1.5.
  expect(await readUnits()).toBe(75);
  await world.stop(first);
  await world.until(async () => (await world.record())?.journal?.ended);

  expect(await world.record()).toMatchObject({ phase: 0, new: null, journal: { ended: 'replaced' } });
  expect(await world.record()).toMatchObject({ work: { raised: { state: 'given-back' } } });
  await world.service.advance(5 * minuteMs);
  expect(await readUnits()).toBe(20);
  expect([...(await world.executions())].sort()).toEqual(['ABORTED', 'SUCCEEDED', 'SUCCEEDED']);
  expect(await deletions()).toBe(0);
});
