import type { DecisionRecord } from '../../shared/flow';
import { daxpilot, printed, type Ran } from './command';
import { locks, targetItem } from './ledger';
import { healthy, hot, idle, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

interface Health {
  readonly overall: string;
  readonly rows: readonly {
    readonly metric: string;
    readonly value: number;
    readonly verdict: string;
    readonly action: string;
  }[];
}

interface Plan {
  readonly outcome: string;
  readonly decision: { readonly action: unknown; readonly reasonCodes: readonly string[] };
}

let service: AService;
const command = (...args: readonly string[]): Promise<Ran> =>
  daxpilot(service.folder, [...args, '--json', '--endpoint', service.endpoint]);

beforeAll(async () => {
  service = await aService();
  await createDeclared(service, { nodes: 5 });
  service.forgetChanges();
}, 120_000);

afterAll(() => service.stop());

test('health of a cluster without metrics is unknown', async () => {
  const ran = await command('health', 'products');

  expect(ran.status).toBe(3);
  expect(printed<Health>(ran).overall).toBe('unknown');
});

test('health and plan of an over-provisioned cluster: out of its band, fewer nodes would be taken', async () => {
  await now(idle);
  const [health, plan] = await Promise.all([command('health', 'products'), command('plan', 'products')]);

  expect(health.status).toBe(1);
  expect(row(health, 'cpu')).toMatchObject({
    value: 25,
    verdict: 'below',
    action: expect.stringContaining('reduce nodes'),
  });
  expect(plan.status).toBe(0);
  expect(printed<Plan>(plan)).toMatchObject({
    outcome: 'would-apply',
    decision: { action: { kind: 'set-node-count', from: 5, to: 3 } },
  });
});

test('health and plan of a healthy cluster: every metric in its band, hold', async () => {
  await now(healthy);
  const [health, plan] = await Promise.all([command('health', 'products'), command('plan', 'products')]);

  expect(health.status).toBe(0);
  expect(printed<Health>(health).overall).toBe('ok');
  expect(plan.status).toBe(0);
  expect(printed<Plan>(plan)).toMatchObject({
    outcome: 'held',
    decision: { action: null, reasonCodes: expect.arrayContaining(['in-band']) },
  });
});

test('health and plan of an under-provisioned cluster: out of its band, more nodes would be added', async () => {
  await now(hot);
  const [health, plan] = await Promise.all([command('health', 'products'), command('plan', 'products')]);

  expect(health.status).toBe(1);
  expect(row(health, 'cpu')).toMatchObject({
    value: 85,
    verdict: 'above',
    action: expect.stringContaining('add nodes'),
  });
  expect(plan.status).toBe(0);
  expect(printed<Plan>(plan)).toMatchObject({
    outcome: 'would-apply',
    decision: {
      action: { kind: 'set-node-count', from: 5, to: 7 },
      reasonCodes: expect.arrayContaining(['cpu-above']),
    },
  });
  expect(await targetItem(service)).toEqual({});
  expect(service.changes()).toEqual([]);
});

test.each([
  ['a target', 'products'],
  ['the whole account', '--all'],
])('a freeze of %s stops every change until it is thawed', async (_, scope) => {
  expect(await command('freeze', scope)).toMatchObject({ status: 0 });
  const ran = await command('run', 'products');
  expect(await command('thaw', scope)).toMatchObject({ status: 0 });

  expect(ran.status).toBe(0);
  expect(recordOf(ran)).toMatchObject({ outcome: 'held', action: null });
  expect(recordOf(ran).reasonCodes).toContain('frozen');
  expect(service.changes()).toEqual([]);
  expect(await locks(service)).toEqual({});
});

test('run starts the machine and follows it until the nodes are there; history and explain tell of it', async () => {
  // The clock runs while the command follows: the next two hours' readings, the most that CloudWatch takes, are there beforehand.
  await publish(service, hot, { ago: -119, minutes: 119 });
  await service.control('clock', { paused: false, speed: 200 });
  const ran = await command('run', 'products', '--reason', 'a test');
  await service.control('clock', { paused: true, speed: 1 });

  expect(ran.status).toBe(0);
  const record = recordOf(ran);
  expect(record).toMatchObject({ outcome: 'applied', action: { kind: 'set-node-count', from: 5, to: 7 } });
  expect(ran.stderr).toContain('Apply');
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 7, available: 7 });
  expect(service.changes()).toEqual(['products 5 -> 7']);
  expect(await locks(service)).toEqual({});

  const id = record.decisionId ?? '';
  const [history, explained, unknown] = await Promise.all([
    command('history', 'products'),
    command('explain', id),
    command('explain', `${id.slice(0, -8)}00000000`),
  ]);
  expect(history.status).toBe(0);
  const rows = printed<readonly { readonly decisionId: string; readonly outcome: string }[]>(history);
  expect(rows[0]).toMatchObject({ decisionId: id, outcome: 'applied' });
  expect(rows.filter(({ outcome }) => outcome === 'held')).toHaveLength(2);
  expect(explained.status).toBe(0);
  expect(printed(explained)).toMatchObject({ decisionId: id, request: { source: 'manual', reason: 'a test' } });
  expect(unknown).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('no such decision') });
});

test('run ends with 1 when the execution ends as failed', async () => {
  await service.faults({ service: 'monitoring', operation: 'GetMetricData', error: 'AccessDenied', count: 100 });
  const ran = await command('run', 'products');
  await service.clearFaults();

  expect(ran.status).toBe(1);
  expect(recordOf(ran)).toMatchObject({ outcome: 'failed', reasonCodes: ['observe-failed', 'aws-denied'] });
  expect(await locks(service)).toEqual({});
});

test('wrong use ends with 2 and names what would be right; an endpoint that nobody answers ends with 3', async () => {
  const nowhere = ['--endpoint', 'http://127.0.0.1:1'];
  const [target, option, both, unreachable] = await Promise.all([
    command('run', 'prodcts'),
    command('health', 'products', '--jsn'),
    command('freeze', 'products', '--all'),
    daxpilot(service.folder, ['health', 'products', '--json', ...nowhere]),
  ]);

  expect(target).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('did you mean products?') });
  expect(option).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--json') });
  expect(both).toMatchObject({ status: 2, stdout: '' });
  expect(unreachable).toMatchObject({ status: 3, stdout: '' });
});

/** An hour passes with these readings. */
async function now(readings: typeof healthy): Promise<void> {
  await service.advance(70 * minuteMs);
  await publish(service, readings);
}

const row = (ran: Ran, metric: string) => printed<Health>(ran).rows.find((one) => one.metric === metric);
const recordOf = (ran: Ran) => printed<{ readonly output: DecisionRecord }>(ran).output;
