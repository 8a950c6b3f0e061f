import type { Cluster, DescribeEventsResponse } from '@aws-sdk/client-dax';
import { type ADax, aDax, aMinuteMs } from './a-dax';
import type { DaxOptions, NodeHost } from './options';

const anAvailableDax = async (options: DaxOptions = {}, nodes = 3): Promise<ADax> => {
  const dax = aDax(options);
  await dax.create({ ReplicationFactor: nodes });
  await dax.clock.advance(8 * aMinuteMs);
  return dax;
};

const increase = (dax: ADax, total: number, more: object = {}) =>
  dax.call<{ Cluster: Cluster }>('IncreaseReplicationFactor', {
    ClusterName: 'products',
    NewReplicationFactor: total,
    ...more,
  });
const decrease = (dax: ADax, total: number, more: object = {}) =>
  dax.call<{ Cluster: Cluster }>('DecreaseReplicationFactor', {
    ClusterName: 'products',
    NewReplicationFactor: total,
    ...more,
  });

describe('adding nodes', () => {
  test('answers with the new total, the old number of active nodes, and new nodes that have only id and status', async () => {
    const dax = await anAvailableDax();

    const { Cluster: answer } = await increase(dax, 5);

    expect(answer).toMatchObject({ Status: 'modifying', TotalNodes: 5, ActiveNodes: 3 });
    expect(answer.Nodes?.slice(3)).toEqual([
      { NodeId: 'products-d', NodeStatus: 'creating' },
      { NodeId: 'products-e', NodeStatus: 'creating' },
    ]);
    expect(answer.Nodes?.[0]).toHaveProperty('Endpoint');
  });

  test('all nodes of one call come up together, ten minutes later', async () => {
    const dax = await anAvailableDax();
    await increase(dax, 5);

    await dax.clock.advance(10 * aMinuteMs - 1);
    const before = await dax.describe();
    await dax.clock.advance(1);
    const after = await dax.describe();

    expect(before).toMatchObject({ Status: 'modifying', ActiveNodes: 3 });
    expect(after).toMatchObject({ Status: 'available', TotalNodes: 5, ActiveNodes: 5 });
    expect(after.Nodes?.every((node) => node.NodeStatus === 'available' && node.Endpoint?.Port === 8111)).toBe(true);
    expect(after.Nodes?.map((node) => node.AvailabilityZone).slice(3)).toEqual(['us-east-1a', 'us-east-1b']);
  });

  test('a change on top of a change is refused', async () => {
    const dax = await anAvailableDax();
    await increase(dax, 5);

    await expect(increase(dax, 6)).rejects.toMatchObject({ name: 'InvalidClusterStateFault' });
    await expect(decrease(dax, 2)).rejects.toMatchObject({ name: 'InvalidClusterStateFault' });
  });

  test.each([
    [3, {}, 'InvalidParameterValueException'],
    [2, {}, 'InvalidParameterValueException'],
    [2.5, {}, 'InvalidParameterValueException'],
    [12, {}, 'NodeQuotaForClusterExceededFault'],
    [5, { AvailabilityZones: ['us-east-1a'] }, 'InvalidParameterValueException'],
    [5, { ClusterName: 'gone' }, 'ClusterNotFoundFault'],
  ])('refuses a total of %d with %j', async (total, more, name) => {
    const dax = await anAvailableDax();

    await expect(increase(dax, total, more)).rejects.toMatchObject({ name });

    expect(await dax.describe()).toMatchObject({ Status: 'available', TotalNodes: 3 });
  });

  test('puts new nodes into the zones asked for, and reuses the letters of removed nodes', async () => {
    const dax = await anAvailableDax();
    await decrease(dax, 2, { NodeIdsToRemove: ['products-b'] });
    await dax.clock.advance(2 * aMinuteMs);

    await increase(dax, 4, { AvailabilityZones: ['us-east-1c', 'us-east-1b'] });
    await dax.clock.advance(10 * aMinuteMs);

    const { Nodes = [] } = await dax.describe();
    expect(Nodes.map((node) => [node.NodeId, node.AvailabilityZone])).toEqual([
      ['products-a', 'us-east-1a'],
      ['products-c', 'us-east-1c'],
      ['products-b', 'us-east-1c'],
      ['products-d', 'us-east-1b'],
    ]);
  });
});

describe('removing nodes', () => {
  test('answers with the cluster as it was and takes the nodes out one after the other', async () => {
    const dax = await anAvailableDax({}, 5);

    const { Cluster: answer } = await decrease(dax, 3);
    const during = await dax.describe();
    await dax.clock.advance(2 * aMinuteMs);
    const half = await dax.describe();
    await dax.clock.advance(2 * aMinuteMs);
    const after = await dax.describe();

    expect(answer).toMatchObject({ Status: 'modifying', TotalNodes: 5, ActiveNodes: 5 });
    expect(answer.Nodes?.every((node) => node.NodeStatus === 'available')).toBe(true);
    expect(during.NodeIdsToRemove).toEqual(['products-e', 'products-d']);
    expect(half).toMatchObject({ Status: 'modifying', TotalNodes: 4, ActiveNodes: 4, NodeIdsToRemove: ['products-d'] });
    expect(after).toMatchObject({ Status: 'available', TotalNodes: 3, ActiveNodes: 3 });
    expect(after.Nodes?.map((node) => node.AvailabilityZone)).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    const { Events } = await dax.call<DescribeEventsResponse>('DescribeEvents');
    expect(Events?.[0]?.Message).toBe('Removed node products-d.');
  });

  test.each([
    [0, {}, 'InvalidParameterValueException', /DeleteCluster/],
    [3, {}, 'InvalidParameterValueException', /less than/],
    [2, { NodeIdsToRemove: ['products-x'] }, 'NodeNotFoundFault', /products-x/],
    [2, { NodeIdsToRemove: ['products-a', 'products-b'] }, 'InvalidParameterCombinationException', /removes 1/],
    [1, { AvailabilityZones: ['us-east-1a'] }, 'InvalidParameterValueException', /has 1/],
    [1, { AvailabilityZones: ['us-east-1a', 'us-east-1a'] }, 'InvalidParameterValueException', /no further node/],
    [
      2,
      { AvailabilityZones: ['us-east-1a'], NodeIdsToRemove: ['products-a'] },
      'InvalidParameterCombinationException',
      /together/,
    ],
  ])('refuses a total of %d with %j', async (total, more, name, message) => {
    const dax = await anAvailableDax();

    await expect(decrease(dax, total, more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });

    expect(await dax.describe()).toMatchObject({ Status: 'available', TotalNodes: 3 });
  });

  test('takes the node of the zone asked for', async () => {
    const dax = await anAvailableDax();

    await decrease(dax, 2, { AvailabilityZones: ['us-east-1b'] });
    await dax.clock.advance(2 * aMinuteMs);

    const { Nodes = [] } = await dax.describe();
    expect(Nodes.map((node) => node.NodeId)).toEqual(['products-a', 'products-c']);
  });
});

describe('a host of nodes', () => {
  const aHost = (failing: readonly string[] = []) => {
    const log: string[] = [];
    let port = 8111;
    const host: NodeHost = {
      start: async (cluster, node) => {
        if (failing.includes(node.nodeId)) throw new Error('no room');
        log.push(`start ${node.nodeId} ttl ${cluster.recordTtlMs}`);
        return { address: '127.0.0.1', port: port++ };
      },
      stop: async (_cluster, node) => {
        log.push(`stop ${node.nodeId}`);
      },
    };
    return { host, log };
  };

  test('gives nodes and discovery endpoint their addresses and is told who leaves', async () => {
    const { host, log } = aHost();
    const dax = await anAvailableDax({ nodes: host });

    const before = await dax.describe();
    await decrease(dax, 1);
    await dax.clock.advance(4 * aMinuteMs);
    await dax.dax.stop?.();

    expect(before.ClusterDiscoveryEndpoint).toEqual({ Address: '127.0.0.1', Port: 8111, URL: 'dax://127.0.0.1:8111' });
    expect(before.Nodes?.map((node) => node.Endpoint?.Port)).toEqual([8111, 8112, 8113]);
    expect(log).toEqual([
      'start products-a ttl 300000',
      'start products-b ttl 300000',
      'start products-c ttl 300000',
      'stop products-c',
      'stop products-b',
      'stop products-a',
    ]);
  });

  test('a node that cannot be started is taken out again and told in an event', async () => {
    const { host } = aHost(['products-d']);
    const dax = await anAvailableDax({ nodes: host });

    await increase(dax, 5);
    await dax.clock.advance(10 * aMinuteMs);

    expect(await dax.describe()).toMatchObject({ Status: 'available', TotalNodes: 4, ActiveNodes: 4 });
    const { Events } = await dax.call<DescribeEventsResponse>('DescribeEvents');
    expect(Events?.map((event) => event.Message)).toContain('Failed to add node products-d: no room');
  });

  test('a cluster none of whose nodes starts ends incompatible-network and can only be deleted', async () => {
    const { host } = aHost(['products-a']);
    const dax = await anAvailableDax({ nodes: host }, 1);

    expect(await dax.describe()).toMatchObject({ Status: 'incompatible-network' });
    await expect(increase(dax, 2)).rejects.toMatchObject({ name: 'InvalidClusterStateFault' });
    await dax.call('DeleteCluster', { ClusterName: 'products' });
  });
});

test('a stuck cluster stays modifying until it is let go', async () => {
  let stuck = false;
  const dax = await anAvailableDax({ stuck: () => stuck });
  stuck = true;
  await increase(dax, 4);

  await dax.clock.advance(60 * aMinuteMs);
  const held = await dax.describe();
  stuck = false;
  await dax.clock.advance(aMinuteMs);

  expect(held.Status).toBe('modifying');
  expect(await dax.describe()).toMatchObject({ Status: 'available', ActiveNodes: 4 });
});
