import type { DaxCluster } from '../../local/dax-node';
import type { Access } from '../../shared/dax-access/index';
import { processKey, recordKey } from '../../shared/fleet';
import type { ControlPlane } from './a-control-plane';
import type { Stage } from './fixture';
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
  stage.table.put({ TableName: 'ledger', Item: { ...recordKey(target), target, old: 'old', new: 'new', ...record } });

async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 10_000;
  while (!(await is())) {
    if (Date.now() > endMs) throw new Error('it did not come to be');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const processItem = async () =>
  (await stage.table.get({ TableName: 'ledger', Key: processKey(target, 'p1'), ConsistentRead: true })).Item;
const gone = async (epoch: number) => until(async () => (await processItem())?.epoch === epoch);
const counted = (name: 'BatchGetItemRequestCount' | 'ItemCacheHits') =>
  other.stats().nodes.reduce((sum, node) => sum + (node.counts[name] ?? 0), 0);

async function aReader(more: object = {}): Promise<Access> {
  const access = stage.open({
    ...more,
    endpoint: { record: { table: 'ledger', target, pollMs: 20, handoverPollMs: 10, processId: 'p1' } },
    controlPlane: { endpoint: plane.endpoint },
    itemTtlMs: undefined as never,
    testing: { random: () => 0 },
  });
  await access.ready();
  for (let n = 0; n < 60; n += 1) {
    await stage.table.put({ TableName: 'items', Item: { id: `${n}`, n } });
    await access.document.get({ TableName: 'items', Key: { id: `${n}` } });
  }
  return access;
}

test('once the record says that the new cluster is sealed a process has it cache what it reads most, and says so', async () => {
  await writeRecord({ epoch: 1, phase: 0 });
  const access = await aReader();
  for (const record of [
    { epoch: 2, phase: 1 },
    { epoch: 3, phase: 2 },
  ]) {
    await writeRecord(record);
    await gone(record.epoch);
  }
  expect(counted('BatchGetItemRequestCount')).toBe(0);

  await writeRecord({ epoch: 3, phase: 2, warm: true });
  await until(async () => (await processItem())?.warmed !== undefined);
  expect((await processItem())?.warmed).toEqual({ epoch: 3, keys: 60, failed: 0 });

  await writeRecord({ epoch: 4, phase: 3 });
  await gone(4);
  expect((await processItem())?.warmed).toBeUndefined();
  const hits = counted('ItemCacheHits');
  for (let n = 0; n < 60; n += 1) await access.document.get({ TableName: 'items', Key: { id: `${n}` } });
  expect(counted('ItemCacheHits') - hits).toBe(60);
});

test('a process that may not look at keys has none to warm, and keeps nobody waiting', async () => {
  await writeRecord({ epoch: 1, phase: 0 });
  await aReader({ warmingKeys: 'off' });
  await writeRecord({ epoch: 2, phase: 0, hold: true });
  await gone(2);
  await writeRecord({ epoch: 2, phase: 0, hold: true, warm: true });
  await until(async () => (await processItem())?.warmed !== undefined);

  expect((await processItem())?.warmed).toEqual({ epoch: 2, keys: 0, failed: 0 });
  expect(counted('BatchGetItemRequestCount')).toBe(0);
});

test('a record that asks for warming where two clusters could both cache is refused', async () => {
  await writeRecord({ epoch: 1, phase: 0 });
  await aReader();
  await writeRecord({ epoch: 2, phase: 1, warm: true });

  await until(async () => String((await processItem())?.refused).includes('warm is true; it must be absent'));
});
