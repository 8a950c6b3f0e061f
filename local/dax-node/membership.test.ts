import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { addressBytes } from './cluster/endpoint-records';
import type { MetricDatum } from './index';
import { aCluster, eventually, exceptionOf, type Fixture } from './testing/fixture';
import { ManualClock } from './testing/manual-clock';
import { RawClient } from './testing/raw-client';

const KEY = { pk: { S: 'k' } };

/** Looks for changes of the cluster 80 times as often as a client does by default. */
const EAGER = { clusterUpdateInterval: 50, healthCheckInterval: 100 };

/** A call on a pooled connection that died idle never settles in the client, so every call gets its own bound. */
async function settles(call: Promise<unknown>): Promise<'answered' | 'failed' | 'hung'> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<'hung'>((resolve) => {
    timer = setTimeout(() => resolve('hung'), 3_000);
  });
  const outcome = await Promise.race([
    call.then(
      () => 'answered' as const,
      () => 'failed' as const,
    ),
    bound,
  ]);
  clearTimeout(timer);
  return outcome;
}

describe('a cluster of several nodes', () => {
  let fixture: Fixture;
  let TableName: string;
  let tables = 0;
  const silenced = jest.spyOn(console, 'error').mockImplementation(() => undefined);

  beforeEach(async () => {
    fixture = await aCluster({ nodes: 3, drainMs: 1_000 });
    tables += 1;
    TableName = await fixture.table(`Members${tables}`);
  });
  afterEach(() => fixture.close());
  afterAll(() => silenced.mockRestore());

  const requests = () => fixture.cluster.stats().nodes.map((node) => node.counts.GetItemRequestCount);
  const port = (index: number): number => fixture.cluster.nodes[index]?.port as number;

  test('a write at the leader reaches every node, and reads are spread over all', async () => {
    const dax = fixture.dax();
    await dax.putItem({ TableName, Item: { ...KEY, v: { S: 'v' } } });
    await eventually(() => fixture.cluster.stats().nodes.every((node) => node.entries === 1));
    for (let index = 0; index < 60; index += 1) await dax.getItem({ TableName, Key: KEY });
    expect(fixture.cluster.stats().nodes.every((node) => node.counts.ItemCacheMisses === 0)).toBe(true);
    expect(requests().every((count) => count > 0)).toBe(true);
    expect(fixture.cluster.nodes.map((node) => node.role)).toEqual(['leader', 'replica', 'replica']);
  });

  test('a replica takes writes too, and the leader has them', async () => {
    const replica = await RawClient.open(port(1));
    const put = await replica.call(
      'putItem',
      Buffer.concat([bytesOf(TableName), bytesOf('k'), Buffer.from('4101f6', 'hex')]),
    );
    expect(put.kind).toBe('success');
    await eventually(() => fixture.cluster.stats().nodes.every((node) => node.entries === 1));
    replica.destroy();
  });

  test('a node that joins has the cache of the leader and gets its share of reads', async () => {
    const dax = fixture.dax(EAGER);
    for (let index = 0; index < 50; index += 1) await dax.putItem({ TableName, Item: { pk: { S: `i${index}` } } });
    await fixture.cluster.addNode();
    expect(fixture.cluster.stats().nodes[3]?.entries).toBe(50);
    await eventually(async () => {
      await dax.getItem({ TableName, Key: { pk: { S: 'i1' } } });
      return (requests()[3] ?? 0) > 0;
    });
    expect(fixture.cluster.stats().nodes[3]?.counts.ItemCacheMisses).toBe(0);
  });

  test('clients lose no call while nodes join and leave', async () => {
    const dax = fixture.dax(EAGER);
    await dax.putItem({ TableName, Item: { ...KEY, n: { N: '0' } } });
    let stop = false;
    const outcomes: string[] = [];
    const load = async (): Promise<void> => {
      while (!stop) {
        outcomes.push(await settles(dax.getItem({ TableName, Key: KEY })));
        outcomes.push(await settles(dax.putItem({ TableName, Item: { ...KEY, n: { N: '1' } } })));
      }
    };
    const running = Promise.all([load(), load(), load()]);
    await fixture.cluster.addNode();
    await eventually(() => outcomes.length > 100);
    const gone = await fixture.cluster.removeNode();
    const leader = fixture.cluster.nodes.find((node) => node.role === 'leader');
    await fixture.cluster.removeNode(leader?.id);
    await eventually(() => outcomes.length > 400);
    stop = true;
    await running;
    expect(gone.role).toBe('replica');
    expect(fixture.cluster.nodes).toHaveLength(2);
    expect(fixture.cluster.nodes.filter((node) => node.role === 'leader')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome !== 'answered')).toEqual([]);
  });

  test('a killed leader is replaced, and writes go on', async () => {
    const dax = fixture.dax({ ...EAGER, endpoint: fixture.cluster.endpoints[1] });
    await dax.putItem({ TableName, Item: KEY });
    const [first] = fixture.cluster.nodes;
    await fixture.cluster.killNode(first?.id as string);
    expect(fixture.cluster.nodes.map((node) => node.role)).toEqual(['leader', 'replica']);
    await eventually(async () => (await settles(dax.putItem({ TableName, Item: KEY }))) === 'answered');
  });

  test('a rebooted node is back on its port with its cache', async () => {
    const dax = fixture.dax();
    await dax.putItem({ TableName, Item: KEY });
    await eventually(() => fixture.cluster.stats().nodes.every((node) => node.entries === 1));
    const before = fixture.cluster.nodes[2];
    expect(await fixture.cluster.rebootNode(before?.id as string)).toEqual(before);
    expect(fixture.cluster.stats().nodes[2]?.entries).toBe(1);
    const raw = await RawClient.open(port(2));
    expect((await raw.call('endpoints', Buffer.alloc(0))).kind).toBe('success');
    raw.destroy();
  });

  test('the last node stays, an unknown one cannot go, and there are at most eleven', async () => {
    await fixture.cluster.removeNode();
    await fixture.cluster.removeNode();
    await expect(fixture.cluster.removeNode()).rejects.toThrow('last node');
    await expect(fixture.cluster.killNode('nobody')).rejects.toThrow("node 'nobody' is not in the cluster");
    for (let count = 1; count < 11; count += 1) await fixture.cluster.addNode();
    await expect(fixture.cluster.addNode()).rejects.toThrow('11 nodes');
    expect(new Set(fixture.cluster.nodes.map((node) => node.id)).size).toBe(11);
  });
});

function bytesOf(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x40 | text.length), Buffer.from(text)]);
}

describe('where a cluster can be found', () => {
  test('nodes take the next free ports, and a first port that is taken is an error', async () => {
    const { blocker, port, fixture } = await besideABlockedPort();
    try {
      const ports = fixture.cluster.nodes.map((node) => node.port);
      expect(ports[0]).toBe(port - 1);
      expect(ports[1]).toBeGreaterThan(port);
      expect(await exceptionOf(aCluster({ port }))).toBe('EADDRINUSE');
    } finally {
      await fixture.close();
      blocker.close();
    }
  });

  test('discovery tells what the cluster is told to advertise', async () => {
    const fixture = await aCluster({ nodes: 1, advertise: { address: '10.1.2.3' } });
    const raw = await RawClient.open(Number(fixture.cluster.endpoints[0]?.split(':').at(-1)));
    const answer = await raw.call('endpoints', Buffer.alloc(0));
    expect(answer.kind === 'success' && answer.payload.includes(Buffer.from('44' + '0a010203', 'hex'))).toBe(true);
    expect(fixture.cluster.endpoints[0]).toMatch(/^dax:\/\/10\.1\.2\.3:\d+$/);
    raw.destroy();
    await fixture.close();
  });

  test("an advertised port is the first node's, also where the nodes take any port that is free", async () => {
    const fixture = await aCluster({ nodes: 2, advertise: { address: '10.1.2.3', port: 9_000 } });
    const [first, second] = fixture.cluster.stats().nodes.map(({ port }) => port) as [number, number];
    expect(fixture.cluster.nodes.map(({ port }) => port)).toEqual([9_000, 9_000 + second - first]);
    await fixture.close();
  });

  test.each([
    ['127.0.0.1', '7f000001'],
    ['::ffff:10.0.0.1', '0a000001'],
    ['::1', '00000000000000000000000000000001'],
    ['fd00::1:2', 'fd000000000000000000000000010002'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ])('%s goes out as %s', (address, hex) => {
    expect(addressBytes(address).toString('hex')).toBe(hex);
  });

  test.each([
    [{ nodes: 0 }, 'nodes is 0; it must be a whole number from 1 to 11'],
    [{ nodes: 12 }, 'nodes is 12'],
    [{ port: 70_000 }, 'port is 70000'],
    [{ nodeType: 'dax.r9.huge' }, "nodeType 'dax.r9.huge' is not known"],
    [{ recordTtlMs: -1 }, 'recordTtlMs is -1'],
    [{ memoryBytes: 10 }, 'memoryBytes is 10'],
    [{ advertise: { address: 'my-host' } }, "advertise.address 'my-host' must be an IP address"],
  ])('options %j are refused', async (options, message) => {
    await expect(aCluster(options)).rejects.toThrow(message);
  });
});

describe('metrics', () => {
  test('come each minute under the names and dimensions of AWS, and only when they are not zero', async () => {
    const clock = new ManualClock();
    const published: MetricDatum[] = [];
    const fixture = await aCluster({
      nodes: 2,
      clock,
      clusterId: 'products',
      metrics: (data) => void published.push(...data),
      weight: () => 10,
    });
    const dax = fixture.dax();
    const TableName = await fixture.table('Metrics');
    await dax.putItem({ TableName, Item: KEY });
    for (let index = 0; index < 20; index += 1) await dax.getItem({ TableName, Key: KEY });
    await exceptionOf(dax.putItem({ TableName, Item: KEY, ConditionExpression: 'attribute_not_exists(pk)' }));
    await clock.advance(60_000);
    const sum = (name: string, dimensions: object): number | undefined =>
      published.find(
        (datum) => datum.metricName === name && JSON.stringify(datum.dimensions) === JSON.stringify(dimensions),
      )?.statistics.sum;
    const ofCluster = { ClusterId: 'products' };
    expect(sum('GetItemRequestCount', ofCluster)).toBe(200);
    expect(sum('GetItemRequestCount', {})).toBe(200);
    expect(sum('PutItemRequestCount', { ClusterId: 'products', NodeId: 'products-a' })).toBe(20);
    expect(sum('TotalRequestCount', ofCluster)).toBe(220);
    expect(sum('ErrorRequestCount', ofCluster)).toBe(10);
    expect(sum('FailedRequestCount', ofCluster)).toBe(10);
    expect((sum('ItemCacheHits', ofCluster) ?? 0) + (sum('ItemCacheMisses', ofCluster) ?? 0)).toBe(200);
    expect(sum('CPUUtilization', { ClusterId: 'products', NodeId: 'products-b' })).toBeGreaterThan(1);
    expect(sum('CacheMemoryUtilization', ofCluster)).toBeGreaterThan(0);
    expect(sum('ClientConnections', ofCluster)).toBeGreaterThan(0);
    expect(sum('NetworkBytesIn', ofCluster)).toBeGreaterThan(0);
    expect(published.some((datum) => datum.metricName === 'ScanRequestCount')).toBe(false);
    expect(published.every((datum) => datum.statistics.sum > 0 && datum.namespace === 'AWS/DAX')).toBe(true);
    published.length = 0;
    await clock.advance(60_000);
    expect(sum('GetItemRequestCount', ofCluster)).toBeUndefined();
    expect(sum('CPUUtilization', ofCluster)).toBe(2);
    await fixture.close();
  });

  test('of burstable nodes hold CPU credits each five minutes, the balance per node only', async () => {
    const clock = new ManualClock();
    const published: MetricDatum[] = [];
    const fixture = await aCluster({
      clock,
      nodeType: 'dax.t3.small',
      metrics: (data) => void published.push(...data),
    });
    await clock.advance(4 * 60_000);
    expect(published.some((datum) => datum.metricName.startsWith('CPUCredit'))).toBe(false);
    await clock.advance(60_000);
    const balances = published.filter((datum) => datum.metricName === 'CPUCreditBalance');
    expect(balances.map((datum) => datum.dimensions)).toEqual([{ ClusterId: 'dax', NodeId: 'dax-a' }]);
    expect(published.find((datum) => datum.metricName === 'CPUCreditUsage')?.statistics.sum).toBeCloseTo(0.1);
    await fixture.close();
  });
});

/** A listener on some port and a cluster that begins just below it. The port below may be anybody's, so another pair is tried then. */
async function besideABlockedPort() {
  for (let tries = 0; ; tries += 1) {
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      blocker.listen(0, '127.0.0.1', resolve);
    });
    const { port } = blocker.address() as AddressInfo;
    try {
      return { blocker, port, fixture: await aCluster({ port: port - 1, nodes: 2 }) };
    } catch (error) {
      blocker.close();
      if (tries === 20) throw error;
    }
  }
}
