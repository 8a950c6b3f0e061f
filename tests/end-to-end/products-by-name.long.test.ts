import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Access, openAccess } from '@daxpilot/access';
import { type LocalPlatform, startLocal } from '@daxpilot/local';
import { type Application, startApplication } from '../../cli/demo/live/application';
import { createCluster, createTable, openStage, type Stage, seeCluster } from '../../cli/demo/stage';
import { packagedCopy } from './packaged-copy';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const name = 'products';

describe('on the local platform, by the name of the cluster', () => {
  let local: LocalPlatform;
  let stage: Stage;
  let access: Access;
  let application: Application;

  beforeAll(async () => {
    // The official client prints every node that it cannot reach.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const folder = await packagedCopy();
    local = await startLocal({ port: 0, daxPort: 0, daxNodes: true });
    const { endpoint, region, account } = local.ready;
    stage = openStage({ endpoint, region, credentials });
    await createTable(stage, { name, mode: 'on-demand' });
    await createCluster(stage, { name, nodes: 3, nodeType: 'dax.r5.large', account });
    await local.clock.advance(10 * 60_000);
    access = openAccess({
      endpoint: { cluster: name },
      region,
      credentials,
      controlPlane: { endpoint },
      dynamodb: { endpoint },
      canaryShare: 0,
    });
    const script = join(folder, 'dist/products-service.cjs');
    application = await startApplication({
      script,
      place: { endpoint, region, credentials },
      reaches: { cluster: name },
      table: name,
    });
  }, 120_000);

  afterAll(async () => {
    jest.restoreAllMocks();
    await application?.stop();
    await access?.close();
    await local?.stop();
  });

  const product = async (id: string) => {
    const response = await fetch(`${application.url}/product/${id}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let look = 0; look < 800 && !(await holds()); look += 1) await wait(50);
  };

  test('the module finds the cluster and its item TTL, and what one process writes another reads', async () => {
    await access.document.put({ TableName: name, Item: { id: 'a', name: 'A', price: 1, version: 1 } });

    expect(await product('a')).toEqual({ status: 200, body: { id: 'a', name: 'A', price: 1, version: 1 } });
    expect((await access.document.get({ TableName: name, Key: { id: 'a' } })).Item).toMatchObject({ name: 'A' });
    expect(access.state()).toMatchObject({ itemTtlMs: 300_000, breakers: { products: 'closed' } });
  });

  test('with every node down both go on from the table, and both come back to DAX', async () => {
    await local.dataPlane?.crash(name);

    expect((await product('a')).status).toBe(200);
    expect((await access.document.get({ TableName: name, Key: { id: 'a' } })).Item).toMatchObject({ name: 'A' });
    await until(async () => (await product('a')).status === 200 && (await application.health()).dax === 'around');
    expect(await application.health()).toMatchObject({ status: 'ok', dax: 'around' });
    // No API of AWS tells of it: the control plane still believes in its nodes.
    expect(await seeCluster(stage, name)).toMatchObject({ status: 'available', totalNodes: 3 });

    await local.dataPlane?.restart(name);
    await until(async () => (await product('a')).status === 200 && (await application.health()).dax === 'ok');
    expect(await application.health()).toMatchObject({ status: 'ok', dax: 'ok' });
  });

  test('a cluster that is not there is refused by name', async () => {
    const { endpoint, region } = local.ready;
    const lost = openAccess({
      endpoint: { cluster: 'nowhere' },
      region,
      credentials,
      controlPlane: { endpoint },
      dynamodb: { endpoint },
    });

    await expect(lost.ready(2_000)).rejects.toThrow(/nowhere/);
    await lost.close();
    await expect(local.dataPlane?.crash('nowhere')).rejects.toThrow(/clusterName 'nowhere'/);
  });
});
