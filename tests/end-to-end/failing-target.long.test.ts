import { EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { daxpilot } from './command';
import { described, ended, listed, run, running, start, statesOf, untilCalm } from './executions';
import { locks, targetItem } from './ledger';
import { hot, publish } from './readings';
import { createDeclared } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

let service: AService;

beforeEach(async () => {
  service = await aService();
  await createDeclared(service);
  await publish(service, hot);
  service.forgetChanges();
}, 120_000);

afterEach(() => service.stop());

test('a target whose every execution dies is started again later and later, then frozen and announced, and not started again', async () => {
  await start(service, { target: 'products', reason: 'test' });
  const startedMs: number[] = [];
  // Whoever holds the target is stopped, again and again.
  for (let passed = 0; passed < 60; passed++) {
    const holder = (await targetItem(service)).owner;
    if (holder !== undefined) {
      startedMs.push(await service.now());
      await service.clients.states.send(new StopExecutionCommand({ executionArn: holder }));
    }
    await service.advance(minuteMs / 2);
    if (startedMs.length > 0 && (await running(service)) === 0) break;
  }

  const pauses = startedMs.slice(1).map((atMs, index) => atMs - (startedMs[index] ?? 0));
  expect(startedMs).toHaveLength(5);
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses.at(-1)).toBeGreaterThan(2 * minuteMs);
  expect(await targetItem(service)).toMatchObject({ frozen: { by: 'daxpilot', reason: 'crashes' } });
  expect((await service.messages()).map(({ subject }) => subject)).toEqual([
    'products: frozen after 5 failures in a row',
  ]);
  const executions = await listed(service, 'rightsize');
  const last = executions.at(-1);
  expect(await described(service, last?.arn ?? '')).toMatchObject({
    status: 'SUCCEEDED',
    record: { outcome: 'held', reasonCodes: ['frozen'] },
  });
  expect(await locks(service)).toEqual({});
  await service.advance(30 * minuteMs);
  expect(await listed(service, 'rightsize')).toHaveLength(executions.length);

  await daxpilot(service.folder, ['thaw', 'products', '--endpoint', service.endpoint]);
  await publish(service, hot, { minutes: 40 });
  const { record } = await run(service, { target: 'products' });
  expect(record.reasonCodes).not.toContain('frozen');
});

test('a target that fails at every look is looked at by the schedule only, announced once, and well again by itself', async () => {
  await service.clients.events.send(new EnableRuleCommand({ Name: 'daxpilot-schedule-products' }));
  await service.faults({ service: 'monitoring', operation: 'GetMetricData', error: 'AccessDenied', count: 10_000 });
  await service.advance(41 * minuteMs);

  const failed = await listed(service, 'rightsize');
  expect(failed.map(({ input }) => input.reason)).toEqual(Array<string>(4).fill('schedule'));
  for (const { arn } of failed) {
    expect(await described(service, arn)).toMatchObject({
      status: 'SUCCEEDED',
      record: { outcome: 'failed', reasonCodes: ['observe-failed', 'aws-denied'], action: null },
    });
  }
  expect(await listed(service, 'recovery')).toEqual([]);
  expect((await service.messages()).map(({ subject }) => subject)).toEqual(['products: failed: observe-failed']);
  expect(await locks(service)).toEqual({});
  expect(service.changes()).toEqual([]);

  await service.clearFaults();
  await publish(service, hot, { ago: -30, minutes: 95 });
  await service.advance(10 * minuteMs);
  expect(service.changes()).toEqual(['products 3 -> 5']);
});

test('a wake-up that came while a look failed is answered by a successor, after a pause', async () => {
  await service.faults({
    service: 'monitoring',
    operation: 'GetMetricData',
    error: 'ThrottlingException',
    count: 10_000,
  });
  const first = await start(service, { target: 'products', reason: 'test' });
  await service.advance(0);
  await start(service, { target: 'products', reason: 'also' });
  expect((await ended(service, first)).record).toMatchObject({
    outcome: 'failed',
    reasonCodes: ['observe-failed', 'aws-throttled'],
  });
  await service.clearFaults();
  await untilCalm(service);

  const executions = await listed(service, 'rightsize');
  expect(executions.map(({ input }) => input.reason)).toEqual(['test', 'also', 'successor']);
  const successor = executions.at(-1);
  expect(await statesOf(service, successor?.arn ?? '')).toContain('AdmitLater');
  expect((await described(service, successor?.arn ?? '')).record).toMatchObject({ outcome: 'applied' });
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await locks(service)).toEqual({});
});

test('a change that AWS denies fails by name, is announced, and leaves neither intent nor lock', async () => {
  await service.faults({ service: 'dax', operation: 'IncreaseReplicationFactor', error: 'AccessDenied' });

  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'failed', action: { from: 3, to: 5 } });
  expect(record.reasonCodes[0]).toBe('aws-denied');
  expect(await targetItem(service)).toMatchObject({ change: { state: 'withdrawn' } });
  expect((await service.messages()).map(({ subject }) => subject)).toEqual(['products: failed: aws-denied']);
  expect(await locks(service)).toEqual({});
  expect(service.changes()).toEqual([]);
});

test.each([
  [1, 'applied', 'cpu-above', ['products 3 -> 5']],
  [10, 'held', 'resource-busy', []],
])(
  'a cluster that is busy with something else %d times is looked at again, three times at most',
  async (count, outcome, code, changes) => {
    await publish(service, hot, { ago: -10, minutes: 10 });
    await service.faults({
      service: 'dax',
      operation: 'IncreaseReplicationFactor',
      error: 'InvalidClusterStateFault',
      count,
    });

    const { record } = await run(service, { target: 'products' });

    expect(record.outcome).toBe(outcome);
    expect(record.reasonCodes[0]).toBe(code);
    expect(service.changes()).toEqual(changes);
    expect(await service.struck()).toEqual([Math.min(count, 3)]);
    expect(await locks(service)).toEqual({});
  },
);

test('a change that does not end is given up as too slow, and the target is let go', async () => {
  await service.faults({ service: 'dax', operation: '*', kind: 'stuck', resource: 'products', count: 500 });

  const { status, record } = await run(service, { target: 'products' }, { withinMinutes: 120 });

  expect(status).toBe('SUCCEEDED');
  expect(record).toMatchObject({ outcome: 'failed', action: { from: 3, to: 5 } });
  expect(record.reasonCodes[0]).toBe('change-too-slow');
  expect(await locks(service)).toEqual({});
  const next = await run(service, { target: 'products' });
  expect(next.record).toMatchObject({ outcome: 'held', action: null });
  expect(next.record.reasonCodes[0]).toBe('cluster-busy');
  expect(service.changes()).toEqual(['products 3 -> 5']);
});

test('a ledger that cannot be written at the end fails the execution, and recovery frees what it held', async () => {
  const execution = await start(service, { target: 'products', reason: 'test' });
  await service.advance(minuteMs);
  await service.faults({
    service: 'dynamodb',
    operation: 'UpdateItem',
    error: { name: 'InternalServerError', statusCode: 500 },
    count: 10_000,
  });
  const failed = await ended(service, execution);
  expect(failed.status).toBe('FAILED');
  expect(await locks(service)).toMatchObject({ owner: execution, changing: execution });

  await service.clearFaults();
  await untilCalm(service);

  expect((await listed(service, 'rightsize')).map(({ status, input }) => [status, input.reason])).toEqual([
    ['FAILED', 'test'],
    ['SUCCEEDED', 'recovery'],
  ]);
  expect(await locks(service)).toEqual({});
  expect(await targetItem(service)).toMatchObject({ change: { state: 'done' }, lastChange: { direction: 'out' } });
  expect(service.changes()).toEqual(['products 3 -> 5']);
});
