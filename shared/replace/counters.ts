import type { Counted } from '../handover';

/** Points of one minute each, by the begin of the minute. */
export type Minutes = ReadonlyMap<number, number>;

const minuteMs = 60_000;

/**
 * DAX publishes a counter only where it is not zero, so a minute is quiet if there is a CPU point and no point of the counter. The newest
 * CPU point is left out: its minute may still be missing the others.
 */
export function countedOf(cpu: Minutes, count: Minutes, nowMs: number): Counted {
  const lastAtMs = latest([...count].filter(([, value]) => value > 0).map(([at]) => at));
  const last = lastAtMs === undefined ? {} : { lastAtMs };
  const known = [...cpu.keys()].filter((at) => at + minuteMs <= nowMs).sort((a, b) => b - a);
  const newest = known[1];
  if (newest === undefined) return last;
  let fromMs = newest + minuteMs;
  while (cpu.has(fromMs - minuteMs) && (count.get(fromMs - minuteMs) ?? 0) === 0) fromMs -= minuteMs;
  return fromMs > newest ? last : { quiet: { fromMs, untilMs: newest + minuteMs }, ...last };
}

export function sum(...counters: readonly Minutes[]): Minutes {
  const total = new Map<number, number>();
  for (const counter of counters) for (const [at, value] of counter) total.set(at, (total.get(at) ?? 0) + value);
  return total;
}

const latest = (times: readonly number[]): number | undefined => (times.length === 0 ? undefined : Math.max(...times));
