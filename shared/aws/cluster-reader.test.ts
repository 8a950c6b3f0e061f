import { toClusterState } from './cluster-reader';

test('a cluster that is growing has nodes with an id and a status and nothing else', () => {
  const state = toClusterState('products', {
    ClusterName: 'products',
    Status: 'modifying',
    NodeType: 'dax.r5.large',
    TotalNodes: 2,
    ActiveNodes: 1,
    Nodes: [
      {
        NodeId: 'products-a',
        NodeStatus: 'available',
        AvailabilityZone: 'us-east-1a',
        NodeCreateTime: new Date(Date.UTC(2026, 10, 1)),
      },
      { NodeId: 'products-b', NodeStatus: 'creating' },
    ],
  });

  expect(state).toEqual({
    kind: 'cluster',
    name: 'products',
    status: 'modifying',
    nodeType: 'dax.r5.large',
    nodeCount: 2,
    nodes: [
      { id: 'products-a', status: 'available', availabilityZone: 'us-east-1a', createdAtMs: Date.UTC(2026, 10, 1) },
      { id: 'products-b', status: 'creating' },
    ],
  });
});

test('a cluster without a status is on its way out', () => {
  expect(toClusterState('products', { ClusterName: 'products' })).toMatchObject({ status: 'deleting', nodeCount: 0 });
});
