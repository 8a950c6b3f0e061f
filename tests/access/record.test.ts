import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { DaxCluster } from '../../local/dax-node';
import { LedgerFleetStore } from '../../shared/dax-access/endpoint/fleet-store';
import type { Access, AccessOptions } from '../../shared/dax-access/index';
import { hotKeysKey, keysToWarm, processKey, readHotKeys, recordKey, unsealHotKeys } from '../../shared/fleet';
import type { ControlPlane } from './a-control-plane';
import { credentials, region, type Stage } from './fixture';
import { twoClusters } from './two-clusters';

const target = 'products';
let stage: Stage;
let other: DaxCluster;
let plane: ControlPlane;
let close: () => Promise<void>;

beforeEach(async () => {
  ({ stage, other, plane, close } = await twoClusters());
});
afterEach(() => close());

const writeRecord = (record: object) =>
  stage.table.put({ TableName: 'ledger', Item: { ...recordKey(target), target, ...record } });

const open = (more: Partial<AccessOptions> = {}): Access =>
  stage.open({
    ...more,
    endpoint: { record: { table: 'ledger', target, pollMs: 20, handoverPollMs: 10, processId: 'p1' } },
    controlPlane: { endpoint: plane.endpoint },
    itemTtlMs: undefined as never,
  });

async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 5_000;
  while (!(await is())) {
    if (Date.now() > endMs) throw new Error('it did not come to be');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const processItem = async () =>
  (
    await stage.table.get({
      TableName: 'ledger',
      Key: processKey(target, 'p1'),
      ConsistentRead: true,
    })
  ).Item;
const served = (cluster: DaxCluster) =>
  cluster.stats().nodes.reduce((sum, node) => sum + node.counts.TotalRequestCount, 0);

describe('an endpoint record', () => {
  test('is followed through a whole hand-over under load, and no call fails', async () => {
    await writeRecord({ epoch: 1, phase: 0, old: 'old', new: null });
    const access = open();
    await access.ready();
    expect(access.state().itemTtlMs).toBe(300_000);
    let over = false;
    let calls = 0;
    const load = Promise.all(
      [1, 2, 3, 4].map(async (worker) => {
        for (let n = 0; !over; n += 1) {
          const id = `${worker}`;
          await access.document.put({ TableName: 'items', Item: { id, n } });
          const { Item } = await access.document.get({ TableName: 'items', Key: { id } });
          expect(Item?.n).toBe(n);
          calls += 2;
        }
      }),
    );
    const steps = [
      { epoch: 2, phase: 1, old: 'old', new: 'new' },
      { epoch: 3, phase: 2, old: 'old', new: 'new' },
      { epoch: 4, phase: 3, old: 'old', new: 'new' },
      { epoch: 5, phase: 0, old: 'new', new: null },
    ];
    for (const record of steps) {
      await writeRecord(record);
      await until(async () => {
        const item = await processItem();
        return item?.epoch === record.epoch && item.openEarlier === 0 && item.givenUpEarlier === 0;
      });
    }
    const oldServed = served(stage.cluster);
    await until(() => calls > 100);
    over = true;
    await load;
    expect(served(stage.cluster)).toBe(oldServed);
    expect(served(other)).toBeGreaterThan(0);
    const reads = stage.notes.attempts.filter(({ reason }) => reason === 'phase');
    expect(reads.length).toBeGreaterThan(0);
    expect(stage.notes.attempts.every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test('that jumps over a phase or names a host is refused: the last one stays in force, and the control plane is told', async () => {
    await writeRecord({ epoch: 1, phase: 0, old: 'old', new: 'new' });
    const access = open();
    await access.ready();
    await writeRecord({ epoch: 2, phase: 3, old: 'old', new: 'new' });
    await until(() => stage.notes.events.some(({ kind }) => kind === 'record-refused'));
    expect(access.state().epoch).toBe(1);
    await until(async () => String((await processItem())?.refused).includes('phase 0 is not followed by phase 3'));
    await writeRecord({ epoch: 3, phase: 0, old: 'evil.example.com:8111', new: 'new' });
    await until(async () => String((await processItem())?.refused).includes('name of a cluster'));
    await writeRecord({ epoch: 4, phase: 1, old: 'old', new: 'new' });
    await until(() => access.state().epoch === 4);
    await until(async () => (await processItem())?.refused === undefined);
  });

  test('is not adopted while its cluster cannot be reached: calls go on as before, and the control plane is told', async () => {
    await writeRecord({ epoch: 1, phase: 1, old: 'old', new: 'new' });
    const access = open();
    await access.ready();
    const reachable = plane.clusters.get('new');
    plane.clusters.delete('new');
    await writeRecord({ epoch: 2, phase: 2, old: 'old', new: 'new' });
    await until(async () => String((await processItem())?.unreachable).startsWith('new: '));
    await access.document.put({ TableName: 'items', Item: { id: 'x' } });
    expect(access.state().epoch).toBe(1);
    expect(stage.notes.routes().at(-1)).toBe('dax ok');
    expect(served(other)).toBe(0);
    plane.clusters.set('new', reachable as never);
    await until(() => access.state().epoch === 2);
    await access.document.put({ TableName: 'items', Item: { id: 'y' } });
    expect(served(other)).toBe(1);
    await until(async () => (await processItem())?.unreachable === undefined);
  });

  test('in a hand-over refuses writes around DAX, with an error that says when to try again', async () => {
    await writeRecord({ epoch: 7, phase: 1, old: 'gone', new: 'new' });
    plane.clusters.set('gone', { endpoint: 'dax://127.0.0.1:1', itemTtlMs: 300_000 });
    const access = open();
    const put = access.document.put({ TableName: 'items', Item: { id: 'x' } });
    await expect(put).rejects.toMatchObject({ code: 'access.write-fallback-refused', retryable: true });
    await expect(put).rejects.toThrow(/phase 1 \(bridge-old\)/);
    expect((await access.document.get({ TableName: 'items', Key: { id: 'x' } })).Item).toBeUndefined();
    expect(stage.notes.routes().at(-1)).toBe('table phase ok');
  });

  test('has the process tell at each step what it reads most, so that another can warm the new cluster with it', async () => {
    await writeRecord({ epoch: 1, phase: 0, old: 'old', new: 'new' });
    const secret = new Uint8Array(32).fill(1);
    const access = open({ warmingKeys: { rawEncryptedWith: secret }, testing: { random: () => 0 } });
    await stage.table.put({ TableName: 'items', Item: { id: 'hot' } });
    for (const id of ['hot', 'hot', 'cold']) await access.document.get({ TableName: 'items', Key: { id } });
    await writeRecord({ epoch: 2, phase: 1, old: 'old', new: 'new' });
    const told = async () =>
      (await stage.table.get({ TableName: 'ledger', Key: hotKeysKey(target, 'p1'), ConsistentRead: true })).Item;
    await until(async () => (await told()) !== undefined);
    const hotKeys = readHotKeys((await told()) ?? {}, Date.now());
    if (hotKeys?.kind !== 'sealed') throw new Error('not sealed');
    const keys = keysToWarm([await unsealHotKeys(hotKeys, () => Promise.resolve(secret))], 1);
    expect(keys).toMatchObject([{ table: 'items', key: { id: { S: 'hot' } } }]);
    const warmer = stage.open({ endpoint: other.endpoints[0] as string });
    expect(await warmer.warm('items', [{ id: 'hot' }])).toEqual({ keys: 1, failed: 0 });
  });

  test('shares the salt of hashed keys among processes', async () => {
    const client = new DynamoDB({ endpoint: stage.cluster.dynamodbEndpoint, region, credentials });
    const store = new LedgerFleetStore(client, 'ledger');
    const salts = await Promise.all([1, 2, 3].map((n) => store.salt(target, new Uint8Array([n]))));
    expect(new Set(salts.map((salt) => salt[0])).size).toBe(1);
    client.destroy();
  });

  test('that is not there is an error that names it', async () => {
    const access = stage.open({
      endpoint: { record: { table: 'ledger', target: 'nobody', handoverPollMs: 20 } },
      controlPlane: { endpoint: plane.endpoint },
      deadlineMs: 200,
    });
    await expect(access.document.get({ TableName: 'items', Key: { id: 'x' } })).rejects.toMatchObject({
      code: 'access.endpoint',
      message: expect.stringContaining('there is no endpoint record of nobody'),
    });
  });
});

describe('a cluster by name', () => {
  test('is found, with the TTL of its items', async () => {
    const access = stage.open({
      endpoint: { cluster: 'old' },
      controlPlane: { endpoint: plane.endpoint },
      itemTtlMs: undefined as never,
    });
    await access.document.put({ TableName: 'items', Item: { id: 'n' } });
    expect(stage.notes.routes()).toEqual(['dax ok']);
    expect(access.state().itemTtlMs).toBe(300_000);
  });

  test('that does not exist is named in the error of ready(), and reads come from the table', async () => {
    const access = stage.open({
      endpoint: { cluster: 'nobody' },
      controlPlane: { endpoint: plane.endpoint },
      itemTtlMs: undefined as never,
    });
    await expect(access.ready(500)).rejects.toThrow(/there is no DAX cluster nobody in us-east-1/);
    expect((await access.document.get({ TableName: 'items', Key: { id: 'n' } })).Item).toBeUndefined();
    // Its TTL is not known, which counts as 0.
    await expect(access.document.put({ TableName: 'items', Item: { id: 'n' } })).rejects.toMatchObject({
      code: 'access.write-fallback-refused',
    });
  });
});
