import { anAlarmEvent } from './alarm-event';
import { ended, run, start } from './executions';
import { locks, targetItem } from './ledger';
import { hot, load, playMinute, publish } from './readings';
import { createDeclared, nodesOf } from './resources';
import { type AService, aService } from './service-at-work';

// CloudWatch is at 85 % CPU all the time: whoever looked would change something.
let service: AService;

beforeAll(async () => {
  service = await aService();
  await createDeclared(service);
  await publish(service, hot);
  service.forgetChanges();
}, 120_000);

afterAll(() => service.stop());

test.each([
  [
    'an undeclared cluster is refused',
    anAlarmEvent({ alarmName: 'daxpilot/search/cpu-high', cluster: 'search' }),
    'failed',
    'undeclared-cluster',
  ],
  [
    'a cluster that is not of the target that the alarm names is refused',
    anAlarmEvent({ cluster: 'search' }),
    'failed',
    'undeclared-cluster',
  ],
  [
    'a target that is not declared is refused',
    anAlarmEvent({ alarmName: 'daxpilot/produce/cpu-high' }),
    'failed',
    'undeclared-target',
  ],
  ['another program is let be', anAlarmEvent({ alarmName: 'TargetTracking-table/orders' }), 'held', 'foreign-alarm'],
  ['a composite alarm is let be', anAlarmEvent({ composite: true }), 'held', 'composite-alarm'],
  ['a muted alarm is let be', anAlarmEvent({ mutedBy: 'Alarm' }), 'held', 'alarm-muted'],
  ['an alarm without data is let be', anAlarmEvent({ state: 'INSUFFICIENT_DATA' }), 'held', 'alarm-insufficient-data'],
  ['an alarm that cleared is let be', anAlarmEvent({ state: 'OK' }), 'held', 'alarm-ok'],
])('the event of %s by name, and nothing is locked or changed', async (_, event, outcome, reasonCode) => {
  const { status, record } = await run(service, event);

  expect(status).toBe('SUCCEEDED');
  expect(record).toMatchObject({ outcome, action: null, decisionId: null });
  expect(record.reasonCodes[0]).toBe(reasonCode);
  expect(record.text).toEqual(expect.any(String));
  expect(await targetItem(service)).toEqual({});
  expect(await locks(service)).toEqual({});
  expect(service.changes()).toEqual([]);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 3 });
});

test('the same event three times, one of them late and without reasonData, is one change, and every wake-up is looked at', async () => {
  const minute = () => playMinute(service, load(85));
  const newer = anAlarmEvent({ timestamp: '2026-11-24T12:13:00.000+0000' });
  const older = anAlarmEvent({ timestamp: '2026-11-24T12:02:00.000+0000', reasonData: null, id: 'another' });

  const first = await start(service, older);
  await service.advance(1000);
  const second = await ended(service, await start(service, newer), { minute });
  const third = await ended(service, await start(service, newer), { minute });
  const whole = await ended(service, first, { minute });

  expect(second.record).toMatchObject({ outcome: 'coalesced', reasonCodes: ['owner-busy'] });
  expect(third.record).toMatchObject({ outcome: 'coalesced', reasonCodes: ['owner-busy'] });
  expect(whole.record).toMatchObject({ outcome: 'applied', action: { kind: 'set-node-count', from: 3, to: 5 } });
  expect(whole.record.rounds).toHaveLength(2);
  expect(service.changes()).toEqual(['products 3 -> 5']);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 5, available: 5 });
  expect(await targetItem(service)).toMatchObject({ wakeUps: 3 });
  expect(await locks(service)).toEqual({});
});

test('an event that comes again when its cause is gone costs one look and changes nothing', async () => {
  service.forgetChanges();

  const again = await run(service, anAlarmEvent({ timestamp: '2026-11-24T12:02:00.000+0000' }));

  expect(again.record).toMatchObject({ outcome: 'held', action: null });
  expect(again.record.decisionId).toMatch(/^products\./);
  expect(service.changes()).toEqual([]);
  expect(await locks(service)).toEqual({});
});
