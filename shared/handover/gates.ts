import type { ClusterObservation, Journal, Observations, Plan } from './plan';
import type { GateName } from './protocol';

export type GateState =
  | { readonly kind: 'open' }
  | { readonly kind: 'shut'; readonly why: string; readonly untilMs?: number }
  /** It was open, and what has happened since makes the wait begin anew. */
  | { readonly kind: 'broken'; readonly why: string }
  /** No waiting helps. */
  | { readonly kind: 'hopeless'; readonly why: string };

export interface GateInput {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly observations: Observations;
  readonly nowMs: number;
}

const minuteMs = 60_000;
const datapoints = 3;
/** Counters that are older say nothing about now. */
const staleMs = 6 * minuteMs;
/** A datapoint that has not come by then does not come any more: CloudWatch has most within a minute, and some a few minutes late. */
const lateMs = 5 * minuteMs;
/** The stage of a pause begins this late in a minute, so that little of it is left to wait for. */
const lateInMinuteMs = 45_000;
/** Clocks of nodes and of the control plane. */
const skewMs = 1_000;

const open: GateState = { kind: 'open' };
const shut = (why: string, untilMs?: number): GateState => ({
  kind: 'shut',
  why,
  ...(untilMs === undefined ? {} : { untilMs }),
});

export const gates: Readonly<Record<GateName, (input: GateInput) => GateState>> = {
  fleet: ({ plan, observations }) =>
    observations.processes > 0
      ? open
      : { kind: 'hopeless', why: `no process follows the endpoint record of ${plan.target}` },

  acknowledged: ({ journal, observations: { fleet } }) => {
    if (fleet.kind === 'acknowledged') return open;
    const why = `not acknowledged by ${fleet.for.map((one) => `${one.processId} (${one.why})`).join(', ')}`;
    return journal.sealedAtMs === undefined ? shut(why) : { kind: 'broken', why };
  },

  'old-available': ({ plan, observations }) => available(plan.old, observations.old),
  'new-available': ({ plan, observations }) => available(plan.new, observations.new),

  // A cache that may hold anything from before is as bad as two caches.
  'new-unused': ({ plan, observations: { new: cluster } }) => {
    const quiet = cluster?.requests.quiet;
    if (quiet === undefined) return shut(`${plan.new} has been used: ${countedBy(cluster)}`);
    const { fromMs, untilMs } = quiet;
    const sinceCreation = cluster?.createdAtMs !== undefined && fromMs <= minuteAfter(cluster.createdAtMs);
    if (sinceCreation) return open;
    if (plan.itemTtlMs === 0)
      return {
        kind: 'hopeless',
        why: `${plan.new} has been used, or has a minute without a CPU datapoint, and never forgets (item TTL 0)`,
      };
    const emptyMs = fromMs + plan.itemTtlMs + plan.settleMs;
    return untilMs >= emptyMs ? open : shut(`${plan.new} was used and has not forgotten all yet`, emptyMs);
  },

  'same-ttl': ({ plan, observations: { old, new: next } }) => {
    for (const cluster of [old, next]) {
      if (cluster === undefined || cluster.itemTtlMs === plan.itemTtlMs) continue;
      const found = cluster.itemTtlMs ?? 'not known';
      return { kind: 'hopeless', why: `the item TTL of ${cluster.name} is ${found}; it must be ${plan.itemTtlMs} ms` };
    }
    return open;
  },

  'old-reads-quiet': quiet('old', 'reads'),
  'old-writes-quiet': quiet('old', 'writes'),
  'old-quiet': quiet('old', 'requests'),
  'new-reads-quiet': quiet('new', 'reads'),
  'new-quiet': quiet('new', 'requests'),

  // Nothing at all may have gone through old since before the first write through new: neither of them forgets.
  'old-quiet-since-pause': (input) => {
    const { plan, journal, observations } = input;
    const { lastAtMs } = observations.old?.requests ?? {};
    if (lastAtMs !== undefined && lastAtMs >= minuteOf(journal.sinceMs))
      return { kind: 'hopeless', why: `${plan.old} was written through after the pause` };
    const sincePause = { ...journal, sealedAtMs: minuteOf(journal.sinceMs) };
    const pause = quiet('old', 'requests')({ ...input, journal: sincePause });
    // The pause cannot be had again: where a datapoint of it is lost for good, the time-out turns round.
    if (pause.kind === 'broken') return shut(pause.why);
    return pause.kind === 'open' ? quiet('old', 'requests')(input) : pause;
  },

  'late-in-minute': ({ nowMs }) =>
    nowMs % minuteMs >= lateInMinuteMs
      ? open
      : shut('the pause begins late in a minute', minuteOf(nowMs) + lateInMinuteMs),

  // From then on a minute of the counters has nothing from before the pause in it.
  'minute-over': afterSeal(({ sealedAtMs }) => minuteOf(sealedAtMs) + minuteMs + skewMs, 'the minute of the pause'),

  settled: afterSeal(({ sealedAtMs, plan }) => sealedAtMs + plan.lagMs, 'replicas of the table'),

  // What was cached before the seal has been forgotten by then, whoever was overtaken by whom.
  'new-aged': afterSeal(
    ({ sealedAtMs, plan }) => minuteAfter(sealedAtMs) + plan.itemTtlMs + plan.settleMs,
    'the age of new',
  ),
  'old-aged': afterSeal(
    ({ sealedAtMs, plan }) => minuteAfter(sealedAtMs) + plan.itemTtlMs + plan.settleMs,
    'the age of old',
  ),

  warmed: ({ observations: { warming, warmingFor = [] } }) =>
    warming === 'over'
      ? open
      : shut(`the new cluster is being warmed${warmingFor.length > 0 ? ` by ${warmingFor.join(', ')}` : ''}`),
};

function afterSeal(
  time: (at: { readonly sealedAtMs: number; readonly plan: Plan }) => number,
  what: string,
): (input: GateInput) => GateState {
  return ({ plan, journal: { sealedAtMs }, nowMs }) => {
    if (sealedAtMs === undefined) return shut(`${what}: not sealed yet`);
    const untilMs = time({ sealedAtMs, plan });
    return nowMs >= untilMs ? open : shut(`${what} is waited for`, untilMs);
  };
}

function available(name: string | null, cluster: Observations['old']): GateState {
  if (cluster === undefined || cluster.status === 'missing')
    return { kind: 'hopeless', why: `there is no cluster ${name}` };
  return cluster.status === 'available' ? open : shut(`${name} is not available yet`);
}

/**
 * Three datapoints in a row from the first minute that begins after the seal, up to the newest that is known. A cluster that is not
 * there serves nobody.
 */
function quiet(side: 'old' | 'new', what: 'requests' | 'reads' | 'writes'): (input: GateInput) => GateState {
  return ({ plan, journal: { sealedAtMs }, observations, nowMs }) => {
    const cluster = observations[side];
    const name = plan[side];
    if (cluster?.status === 'missing') return open;
    if (sealedAtMs === undefined) return shut(`${name}: not sealed yet`);
    const fromMs = minuteAfter(sealedAtMs);
    const counted = cluster?.[what];
    if (counted?.lastAtMs !== undefined && counted.lastAtMs >= fromMs)
      return {
        kind: 'broken',
        why: `${name} goes on serving ${what}, from somebody who does not follow: ${countedBy(cluster)}`,
      };
    const run = counted?.quiet;
    // A minute without a CPU point may hide a request, so it counts for nothing; with another seal everything counts from after it.
    if (run !== undefined && run.fromMs > fromMs && nowMs - run.fromMs >= lateMs)
      return { kind: 'broken', why: `a CPU datapoint of ${name} is missing: ${what} are counted anew` };
    if (run === undefined || run.fromMs > fromMs || nowMs - run.untilMs > staleMs)
      return shut(`${name} is not known to be without ${what}: ${countedBy(cluster)}`);
    const minutes = Math.max(0, Math.floor((run.untilMs - fromMs) / minuteMs));
    return minutes >= datapoints
      ? open
      : shut(`${name} has been without ${what} for ${minutes} of ${datapoints} minutes`);
  };
}

function countedBy(cluster: ClusterObservation | undefined): string {
  if (cluster === undefined) return 'nothing is known of it';
  const { newestCount, connections } = cluster;
  return `${newestCount ?? 'unknown'} requests in the last counted minute, ${connections ?? 'unknown'} client connections`;
}

const minuteAfter = (ms: number): number => Math.ceil(ms / minuteMs) * minuteMs;
const minuteOf = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs;
