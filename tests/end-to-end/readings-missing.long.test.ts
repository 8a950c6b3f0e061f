import { DeleteClusterCommand, DescribeClustersCommand } from '@aws-sdk/client-dax';
import { ended, run, start } from './executions';
import { locks, targetItem } from './ledger';
import { hot, idle, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService } from './service-at-work';

let service: AService;

beforeEach(async () => {
  service = await aService();
  await createDeclared(service, { nodes: 5 });
  service.forgetChanges();
}, 120_000);

afterEach(() => service.stop());

test('without any metrics the cluster is held as unknown', async () => {
  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'held', action: null });
  expect(record.reasonCodes).toContain('unknown-metric');
  expect(record.evidence).toContainEqual(expect.objectContaining({ reading: 'cpu', verdict: 'unknown' }));
  await nothingChanged();
});

test('metrics that stopped half an hour ago are stale: high or low, nothing is done on them', async () => {
  await publish(service, hot, { ago: 30 });

  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'held', action: null });
  expect(record.reasonCodes).toContain('unknown-metric');
  await nothingChanged();
});

test('a low CPU alone takes no node away: a required reading without datapoints does not speak for fewer', async () => {
  await publish(service, { cpuPercent: 25, hits: 92_000, misses: 8_000, requests: 100_100 });

  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'held', action: null });
  expect(record.reasonCodes).toEqual(['unknown-metric', 'cpu-below']);
  await nothingChanged();
});

test('a few minutes of low CPU take no node away: the window has to be covered', async () => {
  await publish(service, idle, { minutes: 6 });

  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'held', action: null });
  await nothingChanged();
});

test('a high CPU alone is enough to add nodes, with the other readings unknown', async () => {
  await publish(service, { cpuPercent: 85 });

  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'applied', action: { kind: 'set-node-count', from: 5 } });
  expect(record.evidence).toContainEqual(expect.objectContaining({ reading: 'cacheMemory', verdict: 'unknown' }));
  expect(await locks(service)).toEqual({});
});

test('a cluster that is gone before the look is held as missing', async () => {
  await publish(service, hot);
  await deleteCluster();

  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'held', action: null });
  expect(record.reasonCodes).toContain('cluster-missing');
  expect(service.changes()).toEqual(['dax.cluster.deleting products']);
  expect(await locks(service)).toEqual({});
});

test('a cluster that is deleted while its change is followed ends the change as failed, with the lock let go', async () => {
  await publish(service, hot);
  const execution = await start(service, { target: 'products' });
  await service.advance(1000);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'modifying', total: 7 });
  // A poll that has to be repeated, so that polls and the end of the change no longer fall on the same instant.
  await service.faults({ service: 'dax', operation: 'DescribeClusters', error: 'ThrottlingException', count: 3 });
  await service.advance(10 * 60_000 - 1000);
  await deleteCluster();

  const { status, record } = await ended(service, execution);

  expect(status).toBe('SUCCEEDED');
  expect(record).toMatchObject({ outcome: 'failed', action: { from: 5, to: 7 } });
  expect(record.reasonCodes[0]).toBe('cluster-missing');
  expect(service.changes()).toEqual(['products 5 -> 7', 'dax.cluster.deleting products']);
  expect(await locks(service)).toEqual({});
  expect(await targetItem(service)).toMatchObject({ change: { state: 'done' } });
  expect(await service.messages()).toContainEqual(
    expect.objectContaining({ subject: 'products: failed: cluster-missing' }),
  );
});

test('a cluster that is gone in the moment of the change fails by name, and the intent is taken back', async () => {
  await publish(service, hot);
  await service.faults({ service: 'dax', operation: 'IncreaseReplicationFactor', error: 'ClusterNotFoundFault' });

  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'failed', action: { from: 5, to: 7 } });
  expect(record.reasonCodes[0]).toBe('aws-not-found');
  expect(await targetItem(service)).toMatchObject({ change: { state: 'withdrawn' } });
  await nothingChanged();
});

async function nothingChanged(): Promise<void> {
  expect(service.changes()).toEqual([]);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 5 });
  expect(await locks(service)).toEqual({});
}

async function deleteCluster(): Promise<void> {
  await service.clients.dax.send(new DeleteClusterCommand({ ClusterName: 'products' }));
  await service.advance(6 * 60_000);
  const { Clusters } = await service.clients.dax.send(new DescribeClustersCommand({}));
  expect(Clusters).toEqual([]);
}
