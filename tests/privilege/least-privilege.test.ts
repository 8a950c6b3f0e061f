import { ended, start } from '../end-to-end/executions';
import { locks, targetItem } from '../end-to-end/ledger';
import { packagedCopy } from '../end-to-end/packaged-copy';
import { hot, load, playMinute, publish } from '../end-to-end/readings';
import { createDeclared, nodesOf } from '../end-to-end/resources';
import { type AService, aService } from '../end-to-end/service-at-work';
import { compared } from './grants';
import { without } from './without';

// The whole is `npm run least-privilege` and the long tests of this folder: these play one path of the service as it is declared.

async function scaledOut(folder?: string) {
  const service = await aService(folder === undefined ? {} : { folder });
  try {
    await createDeclared(service);
    await publish(service, hot);
    const minute = () => playMinute(service, load(85));
    const { record } = await ended(service, await start(service, { target: 'products' }), { minute });
    return { record, ...(await left(service)) };
  } finally {
    await service.stop();
  }
}

const left = async (service: AService) => ({
  comparisons: compared(service.roles, await service.used()),
  denied: await service.denied(),
  locks: await locks(service),
  item: await targetItem(service),
  nodes: (await nodesOf(service, 'products')).total,
});

test('who only decides, and the machine itself, use all that it may do; nobody does what it may not', async () => {
  const { record, comparisons, denied } = await scaledOut();
  const unusedOf = (name: string) =>
    comparisons.find(({ role }) => role.startsWith(`daxpilot-${name}-`))?.unused.map(({ action }) => action);

  expect(record.outcome).toBe('applied');
  for (const name of ['DecideRole', 'RightsizeMachineRole']) expect([name, unusedOf(name)]).toEqual([name, []]);
  expect(unusedOf('ReplaceDeleteRole')).toContain('dax:DeleteCluster');
  expect(comparisons.flatMap(({ uncovered }) => uncovered)).toEqual([]);
  expect(denied).toEqual([]);
}, 60_000);

test('without the right to add nodes the path ends with the denial told, and nothing is held', async () => {
  const taken = without(await packagedCopy(), 'dax:IncreaseReplicationFactor');
  const { record, denied, locks, item, nodes } = await scaledOut(taken.folder);
  taken.remove();

  expect(taken.statements).toBe(1);
  expect(record).toMatchObject({ outcome: 'failed', reasonCodes: expect.arrayContaining(['aws-denied']) });
  expect(denied.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    'dax:IncreaseReplicationFactor arn:aws:dax:us-east-1:123456789012:cache/products',
  ]);
  expect(item).toMatchObject({ change: { state: 'withdrawn' } });
  expect(locks).toEqual({});
  expect(nodes).toBe(3);
}, 60_000);
