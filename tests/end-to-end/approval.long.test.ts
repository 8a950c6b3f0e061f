import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DecisionRecord } from '../../shared/flow';
import { decisionKey } from '../../shared/ledger';
import { daxpilot, printed, type Ran } from './command';
import { ended, start } from './executions';
import { locks, targetItem } from './ledger';
import { hot, load, play, playMinute, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

let service: AService;
/** Two decisions of the same wish. */
let first = '';
let second = '';
const command = (...args: readonly string[]): Promise<Ran> =>
  daxpilot(service.folder, [...args, '--json', '--endpoint', service.endpoint]);

beforeAll(async () => {
  service = await aService();
  await createDeclared(service);
  await service.advance(70 * minuteMs);
  await publish(service, hot);
  first = await aPending(await later());
  second = await aPending(await later());
  service.forgetChanges();
}, 120_000);

afterAll(() => service.stop());

/** The declared targets need no approval, so a plan's decision is made one that waits for a person. */
async function aPending(untilMs: number): Promise<string> {
  const { record } = await ended(service, await start(service, { target: 'products', mode: 'plan' }));
  const id = record.decisionId ?? '';
  const key = decisionKey(id);
  if (key === undefined) throw new Error(`${id} is not recorded`);
  await service.clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: 'daxpilot-ledger',
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      UpdateExpression: 'SET approval = :pending',
      ExpressionAttributeValues: {
        ':pending': { M: { state: { S: 'pending' }, expiresAtMs: { N: String(untilMs) } } },
      },
    }),
  );
  return id;
}

const later = async () => (await service.now()) + 24 * 3_600_000;

test('an approved decision is decided anew and made, with the caller in its row; nobody can answer it again', async () => {
  const approved = await command('approve', first, '--no-wait');

  expect(approved.status).toBe(0);
  const { executionArn } = printed<{ readonly executionArn: string }>(approved);
  const { record } = await ended(service, executionArn, { minute: () => playMinute(service, load(85)) });
  expect(record).toMatchObject({
    outcome: 'applied',
    reasonCodes: expect.arrayContaining(['approved']),
    action: { from: 3, to: 5 },
    approval: { state: 'used', decision: first },
    verification: { judgement: { kind: 'as-expected' } },
  });
  expect(await nodesOf(service, 'products')).toMatchObject({ total: 5 });
  expect(await locks(service)).toEqual({});
  expect(await targetItem(service)).not.toHaveProperty('approved');

  const [explained, again, replayed] = await Promise.all([
    command('explain', first),
    command('reject', first),
    command('replay', first),
  ]);
  expect(printed(explained)).toMatchObject({
    approval: { state: 'used', by: 'arn:aws:iam::123456789012:root', execution: executionArn },
  });
  expect(again).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('approved it at') });
  expect(replayed.status).toBe(0);
  expect(printed(replayed)).toMatchObject({ policy: 'recorded', differs: [] });
});

test('an approval whose action does not come out again lapses, and the history says what differs', async () => {
  await play(service, 2, load(85));

  const approved = await command('approve', second, '--no-wait');
  const { executionArn } = printed<{ readonly executionArn: string }>(approved);
  const { record } = await ended(service, executionArn);

  expect(record.text).toContain('set products from 3 to 5 nodes; decided now: to change nothing');
  expect(record).toMatchObject({ outcome: 'held', reasonCodes: expect.arrayContaining(['approval-lapsed']) });
  const rows = printed<readonly DecisionRecord[]>(await command('history', 'products', '--limit', '1'));
  expect(rows[0]?.reasonCodes).toContain('approval-lapsed');
  expect(service.changes()).toEqual(['products 3 -> 5']);
});

test('rejected, expired and unknown decisions cannot be approved', async () => {
  const [rejected, expired] = [await aPending(await later()), await aPending((await service.now()) - 1)];
  expect(await command('reject', rejected)).toMatchObject({ status: 0 });

  const [afterwards, tooLate, unknown] = await Promise.all([
    command('approve', rejected),
    command('approve', expired),
    command('approve', 'products.20260101T000000000Z.00000000'),
  ]);

  expect(afterwards).toMatchObject({ status: 1, stderr: expect.stringContaining('rejected it at') });
  expect(tooLate).toMatchObject({ status: 1, stderr: expect.stringContaining('could be answered until') });
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('no such decision') });
});

test('an override is given, shown and taken back, and a wrong one is refused with every problem', async () => {
  const given = await command('override', 'products', '--until', '2h', '--hold', '--reason', 'sale');
  const shown = await command('override', 'products');
  const held = await ended(service, await start(service, { target: 'products' }));
  const cleared = await command('override', 'products', '--clear');
  const wrong = await command('override', 'products', '--until', 'soon', '--hold', '--reason', 'x');
  const outside = await command('override', 'products', '--until', '1h', '--min', '9', '--max', '4', '--reason', 'x');

  expect([given.status, shown.status, cleared.status]).toEqual([0, 0, 0]);
  expect(printed(shown)).toMatchObject({
    override: { hold: true, reason: 'sale', by: 'arn:aws:iam::123456789012:root' },
  });
  expect(held.record.outcome).toBe('held');
  expect(await targetItem(service)).not.toHaveProperty('override');
  expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('90m, 2h or 3d') });
  expect(outside).toMatchObject({ status: 2, stderr: expect.stringContaining('must not be above max') });
});
