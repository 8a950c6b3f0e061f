import { CallLedger } from '../endpoint/call-ledger';
import { aroundAllowed } from '../endpoint/route';
import { settingsOf } from '../options/settings';
import { AroundKeys } from '../stale/around-keys';
import { KeyNames } from '../stale/key-names';
import { Canary } from './canary';
import type { Clock } from './clock';
import { ConcurrencyCap } from './concurrency-cap';
import { ReadPath } from './read-path';

/** Timers are early by a fraction of a millisecond, as those of Node.js may be. */
function earlyClock(): Clock {
  let now = 0;
  const after: Clock['after'] = (ms, task) => {
    setImmediate(() => {
      now += Math.max(0, ms - 0.4);
      task();
    });
    return () => undefined;
  };
  return { now: () => now, after, later: after, alarm: () => ({ hold: () => {}, release: () => {} }) };
}

test('a read of the table that has no answer ends with the error of the deadline, however early the timer is', async () => {
  const clock = earlyClock();
  const settings = settingsOf({ endpoint: 'dax://127.0.0.1:1', region: 'us-east-1', deadlineMs: 50 });
  const parts = {
    table: { call: () => new Promise<never>(() => {}), close: () => {} },
    around: new AroundKeys(10, clock),
    keyNames: new KeyNames({ items: ['id'] }, async () => ['id']),
    fallbackCap: new ConcurrencyCap(1, clock),
    clock,
    random: () => 0.9,
    observer: undefined,
  };
  const calls = new CallLedger(1, clock, settings.settleBoundMs);
  const route = { reads: undefined, writes: undefined, writesAround: aroundAllowed, itemTtlMs: 0, calls };
  const reads = new ReadPath(parts, settings, new Canary(0, Math.random, undefined));
  const get = { TableName: 'items', Key: { id: { S: 'a' } } };

  await expect(reads.read(route, 'getItem', get, { startMs: 0, untilMs: 50 }, () => {})).rejects.toMatchObject({
    name: 'DeadlineError',
    code: 'access.deadline',
    retryable: true,
  });
});
