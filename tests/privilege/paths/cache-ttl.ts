import { CreateParameterGroupCommand } from '@aws-sdk/client-dax';
import { daxpilot, printed } from '../../end-to-end/command';
import { ended, run } from '../../end-to-end/executions';
import { type ClusterReadings, publish } from '../../end-to-end/readings';
import { type AService, minuteMs } from '../../end-to-end/service-at-work';
import { expected, type Path } from '../path';
import { createOrders } from '../table-load';

const expiring: ClusterReadings = {
  cpuPercent: 55,
  cacheMemoryPercent: 40,
  hits: 60_000,
  misses: 40_000,
  requests: 100_100,
};

/** A person approves a longer TTL; the account's parameter groups are used up, so an older one of ours makes room. */
export const cacheTtl: Path = {
  name: 'cache TTL, by approval',
  async run(service) {
    await createOrders(service);
    const names = ['products-ttl-00000000', ...Array.from({ length: 40 }, (_, index) => `others-${index}`)];
    for (const ParameterGroupName of names) {
      const made = await service.clients.dax.send(new CreateParameterGroupCommand({ ParameterGroupName })).then(
        () => true,
        () => false,
      );
      if (!made) break;
    }
    await approveLongerTtl(service, 'products', 'products');
  },
};

export async function approveLongerTtl(service: AService, target: string, cluster: string): Promise<void> {
  await service.advance(70 * minuteMs);
  await publish(service, expiring, { cluster });
  const { record: proposed } = await run(service, { target });
  expected(proposed.approval?.state === 'pending', 'a longer TTL waits for approval', proposed);
  const approved = await daxpilot(service.folder, [
    ...['approve', proposed.decisionId ?? '', '--no-wait', '--json'],
    ...['--endpoint', service.endpoint],
  ]);
  expected(approved.status === 0, 'the approval is taken', approved);
  const { record } = await ended(service, printed<{ readonly executionArn: string }>(approved).executionArn, {
    minute: async () => {
      await service.advance(minuteMs);
      await publish(service, expiring, { minutes: 1, cluster });
    },
  });
  expected(record.outcome === 'applied' && record.action?.kind === 'set-cache-ttl', 'the TTL is changed', record);
}
