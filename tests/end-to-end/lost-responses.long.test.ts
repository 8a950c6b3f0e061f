import { DecreaseReplicationFactorCommand } from '@aws-sdk/client-dax';
import { run, statesOf } from './executions';
import { locks, targetItem } from './ledger';
import { hot, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService, type Fault, minuteMs } from './service-at-work';

let service: AService;

beforeAll(async () => {
  service = await aService();
  await createDeclared(service);
}, 120_000);

afterAll(() => service.stop());

/** Three nodes at 85 %, whatever was before. */
beforeEach(async () => {
  await service.clearFaults();
  if ((await nodesOf(service, 'products')).status !== 'available') await service.advance(30 * minuteMs);
  if ((await nodesOf(service, 'products')).total > 3) {
    await service.clients.dax.send(
      new DecreaseReplicationFactorCommand({ ClusterName: 'products', NewReplicationFactor: 3 }),
    );
    await service.advance(30 * minuteMs);
  }
  await publish(service, hot);
  service.forgetChanges();
});

const lost = (service: string, operation: string, more: object = {}): Fault => ({
  service,
  operation,
  error: { name: 'Lost', when: 'after' },
  ...more,
});

// In the order in which one execution makes them. Each answer is lost three times: the SDK gives up, and the machine tries the task again.
const updates = [
  'the wake-up is counted',
  'the look begins',
  'the intent is written',
  'the account gives its turn',
  'the intent is ended',
  'the turn is given back',
  'the target is let go',
];

test.each(updates.map((name, index) => [name, index] as const))(
  'a response that is lost after %s leads to one change and leaves no lock',
  async (_, skip) => {
    await service.faults(lost('dynamodb', 'UpdateItem', { skip, count: 3 }));

    const { status, record } = await run(service, { target: 'products' });

    expect(await service.struck()).toEqual([3]);
    expect(status).toBe('SUCCEEDED');
    expect(record).toMatchObject({ outcome: 'applied', action: { from: 3, to: 5 } });
    await oneChangeAndNoLock();
  },
);

test('a response that is lost after the change itself does not make it twice', async () => {
  await service.faults(lost('dax', 'IncreaseReplicationFactor'));

  const { arn, record } = await run(service, { target: 'products' });

  expect(await service.struck()).toEqual([1]);
  expect(record).toMatchObject({ outcome: 'applied', action: { from: 3, to: 5 } });
  expect(await statesOf(service, arn)).toContain('Verify');
  await oneChangeAndNoLock();
});

// Admit, Observe, Decide, Apply, then Progress until the nodes are there.
test.each([
  ['admit', 0],
  ['observe', 1],
  ['decide', 2],
  ['apply', 3],
  ['progress', 4],
])('a handler of %s that dies after its work is run again and changes nothing twice', async (_, skip) => {
  await service.faults(lost('lambda', 'Invoke', { skip }));

  const { record } = await run(service, { target: 'products' });

  expect(await service.struck()).toEqual([1]);
  expect(record).toMatchObject({ outcome: 'applied', action: { from: 3, to: 5 } });
  await oneChangeAndNoLock();
});

test('a decision row whose response is lost is there once', async () => {
  await service.faults(lost('dynamodb', 'PutItem', { count: 3 }));

  const { record } = await run(service, { target: 'products' });

  expect(await service.struck()).toEqual([3]);
  expect(record).toMatchObject({ outcome: 'applied' });
  await oneChangeAndNoLock();
});

async function oneChangeAndNoLock(): Promise<void> {
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 5, available: 5 });
  expect(await locks(service)).toEqual({});
  expect(await targetItem(service)).toMatchObject({
    change: { state: 'done' },
    lastChange: { kind: 'set-node-count', direction: 'out' },
  });
}
