import type { Applied, Call, History } from './history';

export interface Bounds {
  readonly deadlineMs: number;
  /** Of the caches, and on top of it what the module adds. */
  readonly staleMs: number;
  /** Between a write being carried out and its being recorded; 0 in virtual time. */
  readonly toleranceMs?: number;
  /** How long the machine gave this process no turn between two times; not there in virtual time. */
  readonly stalledMs?: (startMs: number, endMs: number) => number;
}

type Write = Extract<Call, { kind: 'write' }>;
type Read = Extract<Call, { kind: 'read' }>;

/** What a history breaks of what is promised; empty: nothing. */
export function violations({ calls, applied }: History, bounds: Bounds): readonly string[] {
  const timeline = byKey(applied);
  const writes = calls.filter((call) => call.kind === 'write');
  return [
    ...calls.flatMap((call) => tooLong(call, bounds)),
    ...writes.flatMap((write) => wronglyApplied(write, applied, bounds)),
    ...calls.flatMap((call) => (call.kind === 'read' ? tooStale(call, timeline, writes, bounds) : [])),
  ];
}

function tooLong(call: Call, { deadlineMs, stalledMs = () => 0 }: Bounds): readonly string[] {
  const tookMs = call.endMs - call.startMs;
  if (tookMs <= deadlineMs + 1) return [];
  const stalled = stalledMs(call.startMs, call.endMs);
  if (tookMs <= deadlineMs + stalled + 1) return [];
  return [`a ${call.kind} of ${call.key} took ${tookMs} ms of ${deadlineMs} (stalled for ${stalled} ms)`];
}

/** Once if acknowledged and within the call; at most once if ambiguous, even late; never if it is said not to have been done. */
function wronglyApplied(write: Write, applied: readonly Applied[], { toleranceMs = 0 }: Bounds): readonly string[] {
  const times = applied.filter(({ value }) => value === write.value);
  const told = `${write.value} (${write.outcome}) was applied ${times.length} times`;
  switch (write.outcome) {
    case 'acknowledged': {
      const within = times.every(({ atMs }) => atMs >= write.startMs && atMs <= write.endMs + toleranceMs);
      return times.length === 1 && within
        ? []
        : [`${told}, at ${times.map(({ atMs }) => atMs)}, called ${write.startMs}..${write.endMs}`];
    }
    case 'not-done':
      return times.length === 0 ? [] : [told];
    case 'ambiguous':
      return times.length <= 1 ? [] : [told];
  }
}

function tooStale(
  read: Read,
  timeline: ReadonlyMap<string, readonly Applied[]>,
  writes: readonly Write[],
  { staleMs, toleranceMs = 0 }: Bounds,
): readonly string[] {
  if (read.outcome === 'failed') return [];
  const states = timeline.get(read.key) ?? [];
  const index = read.value === undefined ? -1 : states.findIndex(({ value }) => value === read.value);
  if (read.value !== undefined && index < 0)
    return [`${read.key} was read as ${read.value}, which the table never held`];
  const fromMs = states[index]?.atMs ?? Number.NEGATIVE_INFINITY;
  const untilMs = states[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
  const told = `process ${read.process} read ${read.key} as ${read.value} at ${read.startMs}..${read.endMs}; the table held it ${fromMs}..${untilMs}`;
  if (fromMs > read.endMs + toleranceMs) return [`${told}: from the future`];
  const oldest = (read.strong ? read.startMs : read.startMs - staleMs) - toleranceMs;
  if (untilMs < oldest) return [`${told}: ${read.strong ? 'a strong read' : `more than ${staleMs} ms old`}`];
  return ownOlder(read, index, states, writes, toleranceMs).map((older) => `${told}: older than its own ${older}`);
}

/** Writes of the same process that went around DAX, or may have, and ended before the read began. */
function ownOlder(
  read: Read,
  index: number,
  states: readonly Applied[],
  writes: readonly Write[],
  toleranceMs: number,
): readonly string[] {
  return writes
    .filter(
      ({ process, key, around, endMs }) =>
        process === read.process && key === read.key && around && endMs < read.startMs,
    )
    .filter(({ value }) => {
      const own = states.findIndex((state) => state.value === value);
      // An ambiguous one that landed after the read began is nobody's to see.
      return own > index && (states[own]?.atMs ?? Number.POSITIVE_INFINITY) < read.startMs - toleranceMs;
    })
    .map(({ value }) => value);
}

function byKey(applied: readonly Applied[]): ReadonlyMap<string, readonly Applied[]> {
  const timeline = new Map<string, Applied[]>();
  for (const one of applied) timeline.set(one.key, [...(timeline.get(one.key) ?? []), one]);
  return timeline;
}
