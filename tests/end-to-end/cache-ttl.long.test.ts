import { DescribeClustersCommand, DescribeEventsCommand } from '@aws-sdk/client-dax';
import { daxpilot, printed } from './command';
import { ended, run, statesOf } from './executions';
import { locks, targetItem } from './ledger';
import { type ClusterReadings, playMinute, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

let service: AService;

/** Few hits, much free memory, nothing evicted: items expire before they are read again. */
const expiring: ClusterReadings = {
  cpuPercent: 55,
  cacheMemoryPercent: 40,
  hits: 60_000,
  misses: 40_000,
  requests: 100_100,
};

beforeAll(async () => {
  service = await aService();
  await createDeclared(service);
  await service.advance(70 * minuteMs);
  await publish(service, expiring);
}, 120_000);

afterAll(() => service.stop());

test('a longer TTL that a person approves is attached and taken by one node after the other, whatever is lost on the way', async () => {
  const proposed = await run(service, { target: 'products' });
  await service.faults(
    { service: 'dax', operation: 'UpdateCluster', error: { name: 'Lost', when: 'after' } },
    { service: 'dax', operation: 'RebootNode', error: { name: 'Lost', when: 'after' } },
    { service: 'dax', operation: 'RebootNode', error: 'ThrottlingException', skip: 1 },
  );
  const approved = await daxpilot(service.folder, [
    ...['approve', proposed.record.decisionId ?? '', '--no-wait', '--json'],
    ...['--endpoint', service.endpoint],
  ]);
  const { executionArn } = printed<{ readonly executionArn: string }>(approved);
  const fewest: number[] = [];
  const { record } = await ended(service, executionArn, {
    minute: async () => {
      await playMinute(service, () => expiring);
      fewest.push((await nodesOf(service, 'products')).available);
    },
  });

  expect(proposed.record).toMatchObject({
    outcome: 'recommended',
    reasonCodes: ['ttl-short', 'ttl-bound', 'approval-needed'],
    approval: { state: 'pending' },
    warnings: expect.arrayContaining([expect.stringContaining('nodes are rebooted for it one after the other')]),
  });
  expect(await service.struck()).toEqual([1, 1, 1]);
  expect(record).toMatchObject({
    outcome: 'applied',
    reasonCodes: expect.arrayContaining(['ttl-short', 'approved']),
    action: {
      kind: 'set-cache-ttl',
      from: { itemMs: 300_000, queryMs: 300_000 },
      to: { itemMs: 600_000, queryMs: 300_000 },
    },
  });
  expect(await rebooted()).toEqual(['products-a', 'products-b', 'products-c']);
  expect(Math.min(...fewest)).toBe(2);
  expect(await parameterGroup()).toMatchObject({
    ParameterGroupName: expect.stringMatching(/^products-ttl-[0-9a-f]{8}$/),
    ParameterApplyStatus: 'in-sync',
    NodeIdsToReboot: [],
  });
  expect(await statesOf(service, executionArn)).toContain('Verify');
  expect(await locks(service)).toEqual({});
  expect(await targetItem(service)).toMatchObject({ lastChange: { kind: 'set-cache-ttl' } });
}, 60_000);

/** Oldest first. */
async function rebooted(): Promise<readonly string[]> {
  const { Events = [] } = await service.clients.dax.send(
    new DescribeEventsCommand({ SourceName: 'products', SourceType: 'CLUSTER' }),
  );
  return Events.toSorted((a, b) => (a.Date?.getTime() ?? 0) - (b.Date?.getTime() ?? 0)).flatMap(
    ({ Message }) => /^Rebooted node (.+)\.$/.exec(Message ?? '')?.[1] ?? [],
  );
}

async function parameterGroup() {
  const { Clusters } = await service.clients.dax.send(new DescribeClustersCommand({ ClusterNames: ['products'] }));
  return Clusters?.[0]?.ParameterGroup;
}
