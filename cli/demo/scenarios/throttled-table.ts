import { thousands } from '../live/minute-line';
import type { Live, Scenario } from '../live/scenario';
import { alarmIs, decided, ended, servedWell } from '../live/sights';
import { seeTable } from '../stage';

const alarm = 'daxpilot/products/read-throttled/products';
const minuteMs = 60_000;
const provisioned = 600;
const known = 6;

const steps = {
  served: 'misses fit into the provisioned table',
  alarm: 'new items are asked for, misses exceed the table, and its alarm fires',
  decided: "it decides to change the table's capacity",
  changed: 'the table has the capacity',
  ended: 'the throttling ends and requests stop failing',
  clear: 'the alarm clears',
  recorded: 'the execution verifies and records the change',
} as const;

/** A new catalogue: what was cached is no longer what is asked for, and the table behind the cache was sized for few misses. */
export const throttledTable: Scenario = {
  name: 'throttled-table',
  summary: 'cache misses exceed a provisioned table; its capacity is changed, the throttling ends',
  setting: {
    nodes: 3,
    nodeType: 'dax.r5.large',
    itemTtlMs: 3 * minuteMs,
    table: { mode: 'provisioned', read: provisioned, write: 500 },
    workload: { keys: 900, zipfAlpha: 0.8, readShare: 0.999, medianBytes: 1_500, bytesSigma: 0.5 },
    warmKeys: known,
    speed: 40,
    trafficScale: 150,
  },
  modelled: [],
  steps: Object.values(steps),
  async play(live) {
    const { story, traffic, cluster } = live;
    await traffic.play({ name: 'known items', shape: { kind: 'steady', perSecond: 2_000 }, workload: { keys: known } });
    await live.see(steps.served, 10, servedWell(live));
    const fromMs = live.now();
    await traffic.play({ name: 'new items', shape: { kind: 'steady', perSecond: 2_600 } });
    await live.see(steps.alarm, 15, alarmIs(story, alarm, 'ALARM', fromMs));
    // Short throttling is auto scaling's business; ten minutes of it are not.
    await live.see(steps.decided, 40, decided(story, cluster, 'set-billing-mode'));
    await live.see(steps.changed, 15, () => changed(live));
    const changedMs = live.now();
    await live.see(steps.ended, 15, () => noThrottles(live, changedMs));
    await live.see(steps.clear, 15, alarmIs(story, alarm, 'OK', fromMs));
    await live.see(steps.recorded, 20, ended(story, cluster, 'applied', 'set-billing-mode'));
  },
};

const changed = async ({ stage, table }: Live): Promise<string | undefined> => {
  const { status, provisionedRead } = await seeTable(stage, table);
  if (status !== 'ACTIVE' || provisionedRead === provisioned) return undefined;
  return provisionedRead === null ? 'on demand, ACTIVE' : `${provisionedRead} read units, ACTIVE`;
};

const noThrottles = ({ story }: Live, sinceMs: number): string | undefined => {
  const [last, before] = [story.since(sinceMs).at(-1), story.since(sinceMs).at(-2)];
  const calm = [last, before].every(
    (minute) => minute !== undefined && minute.table.readThrottles === 0 && minute.client?.failed === 0,
  );
  return calm ? `0 throttled, 0 failed at ${thousands(last?.table.readUnitsPerSecond ?? 0)} read units/s` : undefined;
};
