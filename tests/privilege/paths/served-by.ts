import { CreateClusterCommand } from '@aws-sdk/client-dax';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { recordKey } from '../../../shared/fleet';
import { ended, start } from '../../end-to-end/executions';
import { hot, idle, load, publish } from '../../end-to-end/readings';
import { nodesOf } from '../../end-to-end/resources';
import { type AService, minuteMs } from '../../end-to-end/service-at-work';
import { expected, type Path } from '../path';
import { createOrders } from '../table-load';
import { approveLongerTtl } from './cache-ttl';

/** As if a hand-over had ended: another cluster serves the target, and the endpoint record names it. */
export async function servedBy(service: AService, target: string, cluster: string): Promise<void> {
  await service.clients.dax.send(
    new CreateClusterCommand({
      ClusterName: cluster,
      NodeType: 'dax.r5.large',
      ReplicationFactor: 3,
      IamRoleArn: 'arn:aws:iam::123456789012:role/dax',
    }),
  );
  await service.advance(15 * minuteMs);
  const record = { ...recordKey(target), target, epoch: 1, phase: 0, old: cluster, new: null, itemTtlMs: 300_000 };
  await service.clients.dynamodb.send(new PutItemCommand({ TableName: 'daxpilot-ledger', Item: marshall(record) }));
}

const minuteOf = (service: AService, cluster: string) => async (): Promise<void> => {
  await service.advance(minuteMs);
  const { available } = await nodesOf(service, cluster);
  await publish(service, load(85)(available), { minutes: 1, cluster });
};

/** Out and in, on a cluster that a hand-over made. */
const sized = (target: string, cluster: string): Path => ({
  name: `scale out and in of ${target} served by ${cluster}`,
  async run(service) {
    await createOrders(service);
    await servedBy(service, target, cluster);
    await publish(service, hot, { cluster });
    const out = await ended(service, await start(service, { target }), { minute: minuteOf(service, cluster) });
    expected(out.record.outcome === 'applied', 'nodes are added', out.record);
    await service.advance(70 * minuteMs);
    await publish(service, idle, { cluster });
    const back = await ended(service, await start(service, { target }), {
      withinMinutes: 90,
      minute: async () => {
        await service.advance(minuteMs);
        await publish(service, idle, { minutes: 1, cluster });
      },
    });
    expected(back.record.outcome === 'applied', 'nodes are removed', back.record);
  },
});

const otherTtl = (target: string, cluster: string): Path => ({
  name: `cache TTL of ${target} served by ${cluster}`,
  async run(service) {
    await createOrders(service);
    await servedBy(service, target, cluster);
    await approveLongerTtl(service, target, cluster);
  },
});

export const servedBySuccessors: readonly Path[] = (
  [
    ['products', 'products-1f0c'],
    ['orders', 'orders-1f0c'],
  ] as const
).flatMap(([target, cluster]) => [sized(target, cluster), otherTtl(target, cluster)]);
