import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { described, ended, listed, start, untilCalm } from './executions';
import { accountItem, locks, targetItem } from './ledger';
import { hot, load, playMinute, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

let service: AService;
const minute = () => playMinute(service, load(85));

beforeEach(async () => {
  service = await aService();
  await createDeclared(service);
  await publish(service, hot);
  service.forgetChanges();
}, 120_000);

afterEach(() => service.stop());

test('an execution stopped while its change is under way is recovered: locks freed, a fresh look taken, no second change', async () => {
  const first = await start(service, { target: 'products', reason: 'test' });
  await service.advance(1000);
  expect(await targetItem(service)).toMatchObject({ owner: first, change: { state: 'intended', from: 3, to: 5 } });
  expect(await accountItem(service)).toMatchObject({ changing: first });

  await stop(first);
  await untilCalm(service, minute);

  const executions = await listed(service, 'rightsize');
  expect(executions.map(({ status, input }) => [status, input.reason])).toEqual([
    ['ABORTED', 'test'],
    ['SUCCEEDED', 'recovery'],
  ]);
  expect(await listed(service, 'recovery')).toEqual([expect.objectContaining({ status: 'SUCCEEDED' })]);
  await service.advance(10 * minuteMs);
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 5, available: 5 });
  expect(await locks(service)).toEqual({});
});

test('a change whose execution was stopped still counts as the last change once it is seen complete', async () => {
  const first = await start(service, { target: 'products' });
  await service.advance(1000);
  await stop(first);
  for (let i = 0; i < 15; i++) await minute();

  const next = await ended(service, await start(service, { target: 'products' }), { minute });

  expect(next.record).toMatchObject({ outcome: 'held', action: null });
  expect(await targetItem(service)).toMatchObject({
    change: { state: 'done' },
    lastChange: { kind: 'set-node-count', direction: 'out' },
  });
  expect(service.changes()).toEqual(['products 3 -> 5']);
});

test('an execution stopped before its change is followed by one that makes it', async () => {
  await withoutMetrics();
  const first = await start(service, { target: 'products', reason: 'test' });
  await service.advance(0);
  expect(await targetItem(service)).toMatchObject({ owner: first, looking: first });
  await stop(first);
  await service.clearFaults();
  await untilCalm(service, minute);

  const [, second] = await listed(service, 'rightsize');
  expect(await described(service, second?.arn ?? '')).toMatchObject({
    status: 'SUCCEEDED',
    record: { outcome: 'applied', action: { from: 3, to: 5 } },
  });
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await locks(service)).toEqual({});
});

test('a wake-up that coalesced onto an execution which is then stopped is not lost', async () => {
  await withoutMetrics();
  const first = await start(service, { target: 'products', reason: 'test' });
  await service.advance(0);
  const coalesced = await ended(service, await start(service, { target: 'products', reason: 'also' }), {
    minute: () => Promise.resolve(),
  });
  expect(coalesced.record).toMatchObject({ outcome: 'coalesced', reasonCodes: ['owner-busy'] });

  await stop(first);
  await service.clearFaults();
  await untilCalm(service, minute);

  const executions = await listed(service, 'rightsize');
  const last = executions.at(-1);
  expect(last).toMatchObject({ status: 'SUCCEEDED', input: { reason: 'recovery' } });
  expect((await described(service, last?.arn ?? '')).record).toMatchObject({ outcome: 'applied' });
  expect(await locks(service)).toEqual({});
});

test('a recovery that is stopped itself is recovered too', async () => {
  const first = await start(service, { target: 'products' });
  await service.advance(1000);
  await stop(first);
  const [recovery] = await listed(service, 'recovery');
  expect(recovery).toMatchObject({ status: 'RUNNING' });
  await stop(recovery?.arn ?? '');
  await untilCalm(service, minute);

  expect((await listed(service, 'recovery')).map(({ status }) => status)).toEqual(['ABORTED', 'SUCCEEDED']);
  expect((await listed(service, 'rightsize')).at(-1)).toMatchObject({
    status: 'SUCCEEDED',
    input: { target: 'products', reason: 'recovery' },
  });
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await locks(service)).toEqual({});
});

/** Observe tries again and again: the execution stands before its change. */
async function withoutMetrics(): Promise<void> {
  await service.faults({ service: 'monitoring', operation: 'GetMetricData', error: 'ThrottlingException', count: 100 });
}

async function stop(executionArn: string): Promise<void> {
  await service.clients.states.send(new StopExecutionCommand({ executionArn, cause: 'stopped by a test' }));
  await service.advance(0);
}
