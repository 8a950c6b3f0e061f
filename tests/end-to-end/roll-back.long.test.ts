import { daxpilot, printed } from './command';
import { ended, start, statesOf } from './executions';
import { locks, targetItem } from './ledger';
import { type ClusterReadings, healthy, idle, playMinute, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

let service: AService;

beforeAll(async () => {
  service = await aService();
  await createDeclared(service, { nodes: 5 });
  await service.advance(70 * minuteMs);
  await publish(service, idle);
  service.forgetChanges();
}, 120_000);

afterAll(() => service.stop());

/** With fewer than five nodes something that no metric shows takes the CPU; the load stays the same. */
const trap = (nodes: number): ClusterReadings => ({ ...healthy, cpuPercent: nodes < 5 ? 92 : 25 });

test('a scale-in that makes it worse than the model expects is taken back, vetoed and told of', async () => {
  const execution = await start(service, { target: 'products' });
  const { status, record } = await ended(service, execution, {
    withinMinutes: 90,
    minute: () => playMinute(service, trap),
  });

  expect(status).toBe('SUCCEEDED');
  expect(service.changes()).toEqual(['products 5 -> 3', 'products 3 -> 5']);
  expect(record).toMatchObject({ outcome: 'applied', reasonCodes: ['rolled-back'], undoes: expect.any(String) });
  expect(await statesOf(service, execution)).toContain('RollBack');
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 5, available: 5 });
  expect(await locks(service)).toEqual({});
  expect(await targetItem(service)).toMatchObject({
    vetoes: [expect.objectContaining({ kind: 'set-node-count', to: '3', strikes: 1 })],
    recentChanges: [
      { kind: 'set-node-count', direction: 'out', completedAtMs: expect.any(Number) },
      { kind: 'set-node-count', direction: 'in', completedAtMs: expect.any(Number) },
    ],
  });
  expect((await service.messages()).map(({ subject }) => subject)).toEqual([
    'products: set products from 5 to 3 nodes',
    'products: rolled back: set products from 3 to 5 nodes',
  ]);

  const explained = await daxpilot(service.folder, ['explain', record.undoes ?? '', '--endpoint', service.endpoint]);
  expect(explained.stdout).toMatch(/judged worse: cpu is at 92 %, expected for this load were 41.7 %; rolled back by /);
  expect(explained.stdout).toMatch(/vetoed set-node-count products to 3 until \d{4}-\S+Z, strike 1/);
  const history = await daxpilot(service.folder, ['history', 'products', '--json', '--endpoint', service.endpoint]);
  const rows = printed<readonly { readonly reasonCodes: readonly string[] }[]>(history);
  expect(rows.map(({ reasonCodes }) => reasonCodes.at(-1))).toEqual(
    expect.arrayContaining(['rolled-back', 'worse-than-expected']),
  );
});
