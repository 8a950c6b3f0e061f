import type { LastChange } from '../ledger';
import { aCluster, aSnapshot, aTable, nowMs } from './a-flow';
import { changesWith, historyOf } from './history-of';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const change = (hoursAgo: number, direction: LastChange['direction'] = 'in'): LastChange => ({
  kind: 'set-node-count',
  direction,
  completedAtMs: nowMs - hoursAgo * hourMs,
});

test('the changes of the last 7 days, and no older ones', () => {
  const recentChanges = [change(1), change(100), change(169)];

  expect(historyOf({ recentChanges }, aSnapshot(), nowMs).recentChanges).toEqual([change(1), change(100)]);
});

test('nodes that were made after the last recorded change are a change that a crash has lost', () => {
  const nodes = [{ id: 'a', status: 'available', createdAtMs: nowMs - hourMs }];
  const item = { firstSeen: nowMs - 10 * dayMs, lastChange: change(30), recentChanges: [change(30)] };

  expect(historyOf(item, aSnapshot({ cluster: aCluster({ nodes }) }), nowMs)).toMatchObject({
    lastChange: change(1, 'out'),
    recentChanges: [change(1, 'out'), change(30)],
  });
});

test('a switch to on-demand that the ledger does not know counts against the budget', () => {
  const table = aTable({ lastSwitchToOnDemandMs: nowMs - 2 * hourMs });

  expect(historyOf({}, aSnapshot({ tables: [table] }), nowMs).switchesToOnDemandMs).toEqual([nowMs - 2 * hourMs]);
});

test('vetoes and an override count until their time', () => {
  const veto = { kind: 'set-node-count', resource: 'products', to: '3', strikes: 1 } as const;
  const override = { by: 'alice', reason: 'sale', atMs: 0, hold: true } as const;
  const item = {
    vetoes: [
      { ...veto, untilMs: nowMs + 1 },
      { ...veto, to: '4', untilMs: nowMs },
    ],
    override: { ...override, untilMs: nowMs + 1 },
  };

  expect(historyOf(item, aSnapshot(), nowMs)).toMatchObject({
    vetoes: [{ ...veto, untilMs: nowMs + 1 }],
    override: { by: 'alice' },
  });
  expect(historyOf(item, aSnapshot(), nowMs + 1)).toEqual({ switchesToOnDemandMs: [] });
});

test('the list of recent changes is bounded', () => {
  let recent: readonly LastChange[] = [];
  for (let minute = 0; minute < 200; minute += 1) {
    recent = changesWith(recent, { ...change(0), completedAtMs: nowMs + minute * 60_000 }).recentChanges;
  }

  expect(recent).toHaveLength(50);
  expect(recent[0]?.completedAtMs).toBe(nowMs + 199 * 60_000);
});
