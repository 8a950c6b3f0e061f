import type { Cluster } from '@aws-sdk/client-dax';
import fc from 'fast-check';
import { ServiceError } from '../../kernel/service-error';
import { aDax, aMinuteMs } from './a-dax';

const names = fc.constantFrom('a', 'b', 'c');
const factor = fc.integer({ min: 0, max: 13 });
const step = fc.oneof(
  fc.record({ operation: fc.constant('CreateCluster'), ClusterName: names, ReplicationFactor: factor }),
  fc.record({ operation: fc.constant('IncreaseReplicationFactor'), ClusterName: names, NewReplicationFactor: factor }),
  fc.record({ operation: fc.constant('DecreaseReplicationFactor'), ClusterName: names, NewReplicationFactor: factor }),
  fc.record({ operation: fc.constant('RebootNode'), ClusterName: names, NodeId: names.map((name) => `${name}-a`) }),
  fc.record({
    operation: fc.constant('UpdateCluster'),
    ClusterName: names,
    SecurityGroupIds: fc.constant(['sg-11111111']),
  }),
  fc.record({ operation: fc.constant('DeleteCluster'), ClusterName: names }),
  fc.record({ operation: fc.constant('wait'), minutes: fc.integer({ min: 1, max: 15 }) }),
);

const checkCluster = ({ ActiveNodes = 0, Nodes, Status, TotalNodes = 0 }: Cluster): void => {
  expect(TotalNodes).toBeLessThanOrEqual(11);
  expect(ActiveNodes).toBeLessThanOrEqual(TotalNodes);
  if (Status === 'available') {
    expect(Nodes).toHaveLength(TotalNodes);
    expect(ActiveNodes).toBe(TotalNodes);
    expect(Nodes?.every((node) => node.NodeStatus === 'available' && node.Endpoint)).toBe(true);
  }
  const ids = Nodes?.map((node) => node.NodeId) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
};

test('in any order of calls, clusters stay within their limits, only modelled errors come, and every cluster comes to rest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const running = new Set<string>();
      const dax = aDax({
        nodes: {
          start: async (_cluster, { nodeId }) => {
            expect(running.has(nodeId)).toBe(false);
            running.add(nodeId);
            return { address: '127.0.0.1', port: 8_000 + running.size };
          },
          stop: async (_cluster, { nodeId }) => {
            expect(running.delete(nodeId)).toBe(true);
          },
        },
      });
      const all = async (): Promise<readonly Cluster[]> =>
        (await dax.call<{ Clusters: Cluster[] }>('DescribeClusters')).Clusters;
      for (const { operation, ...input } of steps) {
        if ('minutes' in input) await dax.clock.advance(input.minutes * aMinuteMs);
        else
          await dax
            .call(operation, {
              ...(operation === 'CreateCluster'
                ? { NodeType: 'dax.r5.large', IamRoleArn: 'arn:aws:iam::123456789012:role/r' }
                : {}),
              ...input,
            })
            .catch((error: unknown) => {
              expect(error).toBeInstanceOf(ServiceError);
              expect((error as ServiceError).name).toMatch(/Fault$|^InvalidParameter/);
            });
        for (const cluster of await all()) checkCluster(cluster);
      }
      await dax.clock.advance(60 * aMinuteMs);
      const rested = await all();
      expect(rested.every((cluster) => cluster.Status === 'available')).toBe(true);
      expect(running.size).toBe(rested.reduce((sum, { TotalNodes = 0 }) => sum + TotalNodes, 0));
      await dax.dax.stop?.();
      expect(running.size).toBe(0);
    }),
    { numRuns: 150 },
  );
});
