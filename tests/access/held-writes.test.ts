import { Breaker, defaultBreaker } from '../../shared/dax-access/calls/breaker';
import { Canary } from '../../shared/dax-access/calls/canary';
import { ConcurrencyCap } from '../../shared/dax-access/calls/concurrency-cap';
import { Engine } from '../../shared/dax-access/calls/engine';
import { CallLedger } from '../../shared/dax-access/endpoint/call-ledger';
import { aroundAllowed, type Route } from '../../shared/dax-access/endpoint/route';
import { settingsOf } from '../../shared/dax-access/options/settings';
import { AroundKeys } from '../../shared/dax-access/stale/around-keys';
import { KeyNames } from '../../shared/dax-access/stale/key-names';
import { VirtualTime } from './simulation/virtual-time';

const deadlineMs = 3_000;

/** A put while the record holds writes, until `releasedAtMs`; `sentWithMs` is the time that each attempt at DAX was given. */
async function putWhile(releasedAtMs: number) {
  const clock = new VirtualTime();
  const sentWithMs: number[] = [];
  const settings = settingsOf({ endpoint: 'dax://127.0.0.1:1', region: 'us-east-1', deadlineMs });
  const cluster = {
    name: 'old',
    breaker: new Breaker(defaultBreaker, clock, Math.random),
    call: async (_: string, __: unknown, withinMs: number) => {
      sentWithMs.push(withinMs);
      return {};
    },
  };
  const calls = new CallLedger(1, clock, settings.settleBoundMs);
  const free = { reads: cluster, writes: cluster, writesAround: aroundAllowed, itemTtlMs: 300_000, calls };
  const current = () => (clock.now() < releasedAtMs ? { ...free, writesHeld: true } : free) as unknown as Route;
  const parts = {
    table: { call: () => Promise.reject(new Error('nobody goes around')), close: () => {} },
    around: new AroundKeys(10, clock),
    keyNames: new KeyNames({ items: ['id'] }, async () => ['id']),
    fallbackCap: new ConcurrencyCap(1, clock),
    clock,
    random: () => 0.5,
    observer: undefined,
  };
  const routes = { current, known: async () => current(), close: async () => {} };
  const engine = new Engine(routes, parts, settings, new Canary(0, Math.random, undefined), undefined);
  const put = engine.call('putItem', { TableName: 'items', Item: { id: { S: 'a' } } });
  await clock.until(put);
  const outcome = await put.then(
    () => 'written',
    (error: { readonly code: string }) => error.code,
  );
  return { outcome, sentWithMs, openCalls: calls.open };
}

test.each([
  ['soon', 200, 'written'],
  ['when half of its time is over', 1_480, 'written'],
  ['in its last moment', 2_990, 'access.writes-held'],
  ['too late', 10_000, 'access.writes-held'],
] as const)(
  'a held write that is let go %s, after %i ms, ends as %s: what is sent has time for an answer',
  async (_, atMs, what) => {
    const { outcome, sentWithMs, openCalls } = await putWhile(atMs);

    expect(outcome).toBe(what);
    expect(sentWithMs).toHaveLength(what === 'written' ? 1 : 0);
    for (const ms of sentWithMs) expect(ms).toBeGreaterThanOrEqual(deadlineMs / 2);
    expect(openCalls).toBe(0);
  },
);
