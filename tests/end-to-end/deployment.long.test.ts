import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { daxpilot, printed } from './command';
import { deploy, versionsOf } from './deployment';
import { described, ended, listed, run, start, statesOf, untilCalm } from './executions';
import { locks, targetItem } from './ledger';
import { healthy, hot, load, playMinute, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

let service: AService;
const config = readFileSync(join(__dirname, '../../daxpilot.yml'), 'utf8');
const renamed = config.replace('\n  products:\n', '\n  shop:\n');

beforeEach(async () => {
  service = await aService();
  await createDeclared(service);
  await service.advance(70 * minuteMs);
  await publish(service, hot);
  service.forgetChanges();
}, 120_000);

afterEach(() => service.stop());

/** An execution that has sent its change and waits for the nodes. */
async function waiting(): Promise<string> {
  const execution = await start(service, { target: 'products' });
  await service.advance(minuteMs);
  expect(await described(service, execution)).toMatchObject({ status: 'RUNNING' });
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'modifying', total: 5 });
  expect(await statesOf(service, execution)).toContain('Progress');
  return execution;
}

const toItsEnd = (execution: string) =>
  ended(service, execution, { withinMinutes: 90, minute: () => playMinute(service, load(85)) });

test('a new release in the middle of a change, with payloads of another version: the change ends with the old handlers, the next with the new', async () => {
  const execution = await waiting();

  await deploy(service, { config, payloadVersion: 2 });
  const { status, record } = await toItsEnd(execution);

  expect(status).toBe('SUCCEEDED');
  expect(record).toMatchObject({ outcome: 'applied', action: { from: 3, to: 5 } });
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 5, available: 5 });
  expect(await versionsOf(service, execution)).toEqual(['1']);
  expect(await locks(service)).toEqual({});

  await publish(service, healthy, { minutes: 5 });
  const next = await run(service, { target: 'products' });
  expect(next).toMatchObject({ status: 'SUCCEEDED', record: { outcome: 'held' } });
  expect(next.record.reasonCodes).not.toContain('flow-schema-version');
  expect(await versionsOf(service, next.arn)).toEqual(['2']);
  // Nothing is lost: what the old release wrote, the new one reads, and so does the command line.
  expect(await targetItem(service)).toMatchObject({ lastChange: { kind: 'set-node-count', direction: 'out' } });
  const history = await daxpilot(service.folder, ['history', 'products', '--json', '--endpoint', service.endpoint]);
  const rows = printed<readonly { readonly decisionId: string }[]>(history);
  expect(rows.map(({ decisionId }) => decisionId)).toEqual(
    expect.arrayContaining([record.decisionId, next.record.decisionId]),
  );
});

test('who is woken after the release coalesces onto the execution of before it, which looks again; one change, no wake-up lost', async () => {
  const execution = await waiting();
  await deploy(service, { config, payloadVersion: 2 });

  const woken = await run(service, { target: 'products' }, { withinMinutes: 2 });
  expect(woken.record).toMatchObject({ outcome: 'coalesced', reasonCodes: ['owner-busy'] });
  expect(await versionsOf(service, woken.arn)).toEqual(['2']);

  const { record } = await toItsEnd(execution);
  expect(record).toMatchObject({ outcome: 'applied' });
  expect((await statesOf(service, execution)).filter((state) => state === 'Observe').length).toBeGreaterThan(1);
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await versionsOf(service, execution)).toEqual(['1']);
  await untilCalm(service, () => playMinute(service, load(85)));
  expect(await locks(service)).toEqual({});
});

test('an execution of before the release that is stopped after it is recovered by the new one', async () => {
  const execution = await waiting();
  await deploy(service, { config, payloadVersion: 2 });
  await service.clients.states.send(new StopExecutionCommand({ executionArn: execution }));

  await untilCalm(service, () => playMinute(service, load(85)));

  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await locks(service)).toEqual({});
  const recoveries = await listed(service, 'recovery');
  expect(recoveries.map(({ status }) => status)).toEqual(['SUCCEEDED']);
  expect(await versionsOf(service, recoveries[0]?.arn ?? '')).toEqual(['2']);
  const fresh = (await listed(service, 'rightsize')).filter(({ input }) => input.reason === 'recovery');
  expect(fresh.map(({ status }) => status)).toEqual(['SUCCEEDED']);
});

test('a target that a release renames while its change is followed: the change ends well, the old name is refused after that, the new one looks', async () => {
  const execution = await waiting();
  await deploy(service, { config: renamed });

  // The cluster is at work for the old name: the new one changes nothing beside it.
  const early = await run(service, { target: 'shop' }, { withinMinutes: 30 });
  expect(early.record).toMatchObject({ outcome: 'held' });
  expect(service.changes()).toEqual(['products 3 -> 5']);

  expect((await toItsEnd(execution)).record).toMatchObject({ outcome: 'applied', action: { from: 3, to: 5 } });
  expect(await locks(service)).toEqual({});

  const old = await run(service, { target: 'products' });
  expect(old).toMatchObject({ status: 'SUCCEEDED', record: { outcome: 'failed', reasonCodes: ['undeclared-target'] } });
  const next = await run(service, { target: 'shop' });
  expect(next).toMatchObject({ status: 'SUCCEEDED', record: { outcome: 'held' } });
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await locks(service, 'shop')).toEqual({});
});
