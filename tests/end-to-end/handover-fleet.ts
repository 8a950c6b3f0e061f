import { DescribeClustersCommand } from '@aws-sdk/client-dax';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { processItem, processKey, recordKey } from '../../shared/fleet';
import { readRecord, routesOf } from '../../shared/handover';
import { publish, putAll } from './readings';
import { type AService, minuteMs } from './service-at-work';

const TableName = 'daxpilot-ledger';
const target = 'products';

export async function recordItem({ clients }: AService): Promise<Readonly<Record<string, unknown>>> {
  const Key = marshall(recordKey(target));
  const { Item = {} } = await clients.dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return unmarshall(Item);
}

/** As somebody with the right to write it, but without the machine. */
export async function writeByHand({ clients }: AService, record: object): Promise<void> {
  const Item = marshall({ ...recordKey(target), target, ...record });
  await clients.dynamodb.send(new PutItemCommand({ TableName, Item }));
}

/** A process that is at the newest record, as far as the ledger shows; its lease is of the wall clock, like those of real ones. */
export async function follow(service: AService): Promise<void> {
  const reading = readRecord(await recordItem(service));
  if (reading.kind !== 'record') return;
  const { epoch, phase } = reading.record;
  const state = { target, processId: 'p1', epoch, phase, openEarlier: 0, givenUpEarlier: 0 };
  const Item = marshall(processItem(processKey(target, 'p1'), { ...state, leaseUntilMs: Date.now() + 10 * minuteMs }));
  await service.clients.dynamodb.send(new PutItemCommand({ TableName, Item }));
}

/** What DAX publishes of the minute that is over: CPU always, reads and writes of whoever serves them. */
export async function count(service: AService): Promise<void> {
  const reading = readRecord(await recordItem(service));
  const { reads, writes } = reading.kind === 'record' ? routesOf(reading.record) : { reads: target, writes: target };
  const Timestamp = new Date(Math.floor((await service.now()) / minuteMs) * minuteMs - minuteMs);
  const { Clusters = [] } = await service.clients.dax.send(new DescribeClustersCommand({}));
  for (const { ClusterName: cluster = '', Status } of Clusters) {
    if (Status !== 'available') continue;
    await publish(service, { cpuPercent: 30 }, { minutes: 1, cluster });
    const [gets, puts] = [cluster === reads ? 6_000 : 0, cluster === writes ? 60 : 0];
    const counts = { GetItemRequestCount: gets, PutItemRequestCount: puts, TotalRequestCount: gets + puts };
    const Dimensions = [{ Name: 'ClusterId', Value: cluster }];
    const points = Object.entries(counts).filter(([, Value]) => Value > 0);
    await putAll(
      service,
      'AWS/DAX',
      points.map(([MetricName, Value]) => ({ MetricName, Value, Timestamp, Dimensions })),
    );
  }
}

/** Minutes pass, with the process following and the clusters counting, until the command has ended. */
export async function untilEnded<T>(
  service: AService,
  running: Promise<T>,
  minute: () => Promise<void> = () => follow(service),
): Promise<T> {
  let over = false;
  const ended = running.finally(() => {
    over = true;
  });
  while (!over) {
    await minute();
    await service.advance(minuteMs);
    await count(service);
  }
  return ended;
}
