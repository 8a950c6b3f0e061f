import {
  CreateParameterGroupCommand,
  DescribeParameterGroupsCommand,
  RebootNodeCommand,
  UpdateParameterGroupCommand,
} from '@aws-sdk/client-dax';
import { type APlatform, aPlatform, createCluster, minuteMs } from './a-platform';

let platform: APlatform;

beforeAll(async () => {
  platform = await aPlatform();
});

afterEach(() => platform.clearFaults());
afterAll(() => platform.stop());

const minutes = { itemMs: 300_000, queryMs: 300_000 };
const short = { itemMs: 60_000, queryMs: 0 };
const groupOfShort = /^[a-z0-9]+-ttl-[0-9a-f]{8}$/;

const set = (cluster: string, to = short) => platform.ports.changer.setCacheTtl({ cluster, from: minutes, to });
const reboot = (cluster: string, node: string) => platform.ports.changer.rebootNode({ cluster, node });
const seen = async (name: string) => {
  const cluster = await platform.ports.observer.cluster(name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  return cluster;
};
const settle = () => platform.local.clock.advance(5 * minuteMs);
const groups = async () => {
  const { ParameterGroups = [] } = await platform.clients.dax.send(new DescribeParameterGroupsCommand({}));
  return ParameterGroups.map(({ ParameterGroupName }) => ParameterGroupName);
};

test('a group of our own with the TTLs is attached, and the nodes that wait are rebooted one after the other', async () => {
  await createCluster(platform, 'products');

  await set('products');
  expect(await seen('products')).toMatchObject({ status: 'modifying', itemTtlMs: 60_000, queryTtlMs: 0 });
  const waiting: (readonly string[] | undefined)[] = [];
  for (const node of ['products-a', 'products-b', 'products-c']) {
    await settle();
    waiting.push((await seen('products')).parameterGroup?.nodesToReboot);
    await reboot('products', node);
  }
  await settle();

  expect(waiting).toEqual([['products-a', 'products-b', 'products-c'], ['products-b', 'products-c'], ['products-c']]);
  expect(await seen('products')).toMatchObject({
    status: 'available',
    parameterGroup: { name: expect.stringMatching(groupOfShort), applyStatus: 'in-sync', nodesToReboot: [] },
  });
});

test('called again it attaches nothing, and a node that was rebooted is not rebooted again', async () => {
  const before = await groups();

  await set('products');
  await reboot('products', 'products-a');

  expect(await seen('products')).toMatchObject({ status: 'available' });
  expect(await groups()).toEqual(before);
});

test('no node is rebooted while another one does not serve', async () => {
  await set('products', minutes);
  await settle();
  await reboot('products', 'products-b');

  await expect(reboot('products', 'products-c')).rejects.toMatchObject({
    code: 'aws.busy',
    retryable: true,
    sent: 'no',
    message: expect.stringContaining('products is modifying'),
  });
  await settle();
});

test.each(['CreateParameterGroup', 'UpdateParameterGroup', 'UpdateCluster'])(
  'a lost answer of %s may have landed, and the next call goes on from there',
  async (operation) => {
    const name = `lost-${operation.toLowerCase().slice(0, 12)}`;
    await createCluster(platform, name);
    await platform.fault({ service: 'dax', operation, error: { name: 'Lost', when: 'after' } });

    await expect(set(name)).rejects.toMatchObject({ retryable: true, sent: 'maybe' });
    await set(name);
    await settle();

    expect(await seen(name)).toMatchObject({ itemTtlMs: 60_000, queryTtlMs: 0 });
  },
);

test('a reboot whose answer is lost is not made twice', async () => {
  await createCluster(platform, 'twice');
  await set('twice');
  await settle();
  await platform.fault({ service: 'dax', operation: 'RebootNode', error: { name: 'Lost', when: 'after' } });

  await expect(reboot('twice', 'twice-a')).rejects.toMatchObject({ retryable: true, sent: 'maybe' });
  await expect(reboot('twice', 'twice-a')).rejects.toMatchObject({ code: 'aws.busy', sent: 'no' });
  await settle();
  await reboot('twice', 'twice-a');

  expect(await seen('twice')).toMatchObject({
    status: 'available',
    parameterGroup: { nodesToReboot: ['twice-b', 'twice-c'] },
  });
});

test.each([
  ['ThrottlingException', { code: 'aws.throttled', retryable: true }],
  ['InvalidClusterStateFault', { code: 'aws.busy', retryable: true }],
  ['InvalidParameterGroupStateFault', { code: 'aws.busy', retryable: true }],
  ['AccessDeniedException', { code: 'aws.denied', retryable: false }],
])('UpdateCluster refused with %s leaves the TTLs as they were', async (error, code) => {
  const name = error.toLowerCase().slice(0, 15);
  await createCluster(platform, name);
  await platform.fault({ service: 'dax', operation: 'UpdateCluster', error });

  await expect(set(name)).rejects.toMatchObject({ ...code, sent: 'no' });

  expect(await seen(name)).toMatchObject({ status: 'available', itemTtlMs: 300_000 });
});

test('a cluster that is being changed, one that is not there, and TTLs that are none are refused', async () => {
  await createCluster(platform, 'idle');
  await platform.clients.dax.send(new RebootNodeCommand({ ClusterName: 'idle', NodeId: 'idle-a' }));

  await expect(set('idle')).rejects.toMatchObject({ code: 'aws.busy', sent: 'no' });
  await expect(set('gone')).rejects.toMatchObject({ code: 'aws.not-found', sent: 'no' });
  await expect(reboot('idle', 'idle-z')).rejects.toMatchObject({ code: 'aws.not-found', sent: 'no' });
  await expect(set('idle', { itemMs: 1.5, queryMs: 0 })).rejects.toThrow('itemMs of idle must be a whole number');
  await settle();
});

test('where our own group was given other values by somebody, a second one takes its place', async () => {
  await createCluster(platform, 'drift');
  await set('drift');
  await settle();
  const name = (await seen('drift')).parameterGroup?.name ?? '';
  await platform.clients.dax.send(
    new UpdateParameterGroupCommand({
      ParameterGroupName: name,
      ParameterNameValues: [{ ParameterName: 'record-ttl-millis', ParameterValue: '1' }],
    }),
  );

  await set('drift');
  await settle();

  expect(await seen('drift')).toMatchObject({ itemTtlMs: 60_000, parameterGroup: { name: `${name}-b` } });
});

test('when the account has no room for a group, older ones of ours for the cluster go, and nobody else does', async () => {
  await createCluster(platform, 'full');
  for (const itemMs of [1000, 2000]) {
    await set('full', { itemMs, queryMs: 0 });
    await settle();
  }
  const used = await groups();
  const others = Array.from({ length: 21 - used.length }, (_, index) => `other-${index}`);
  for (const ParameterGroupName of others) {
    await platform.clients.dax.send(new CreateParameterGroupCommand({ ParameterGroupName }));
  }

  await set('full', { itemMs: 3000, queryMs: 0 });
  await settle();

  expect(await seen('full')).toMatchObject({ itemTtlMs: 3000 });
  const after = await groups();
  expect(after).toHaveLength(21);
  expect(after).toEqual(expect.arrayContaining(others));
});
