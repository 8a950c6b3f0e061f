import type { Acknowledgement } from '../fleet';
import type { ClusterObservation, Journal, Plan } from './plan';
import type { EndpointRecord } from './record';

export type MayDelete = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly why: string };

export interface DeletionInput {
  readonly cluster: string;
  /** The record as it stands now, read strongly. */
  readonly record: EndpointRecord;
  readonly journal: Journal | undefined;
  readonly plan: Plan;
  readonly observation: ClusterObservation;
  /** For the epoch of the record. */
  readonly fleet: Acknowledgement;
  /** The cluster carries the tag that says it is ours. */
  readonly tagged: 'ours' | 'not-ours';
}

const minuteMs = 60_000;
const datapoints = 3;

/** Only what belongs to us, serves nobody, and is not named by the record of a hand-over that is over. */
export function mayDelete(input: DeletionInput): MayDelete {
  const { cluster, record, journal, plan, observation, fleet, tagged } = input;
  if (tagged !== 'ours') return no(`${cluster} does not carry our tag`);
  if (cluster !== plan.old && cluster !== plan.new) return no(`${cluster} is no part of hand-over ${plan.id}`);
  if (record.old === cluster || record.new === cluster) return no(`the record of ${record.target} names ${cluster}`);
  if (journal?.id !== plan.id || journal.ended === undefined) return no(`hand-over ${plan.id} is not over`);
  // A hand-over also ends in time where a process has not come along; that one still sends its calls here.
  if (fleet.kind === 'waiting')
    return no(`not acknowledged by ${fleet.for.map((one) => `${one.processId} (${one.why})`).join(', ')}`);
  if (observation.status === 'missing') return no(`there is no cluster ${cluster}`);
  if (observation.status === 'busy') return no(`${cluster} is not available`);
  if (journal.sealedAtMs === undefined) return no('not all processes have acknowledged the end of the hand-over');
  const fromMs = Math.ceil(journal.sealedAtMs / minuteMs) * minuteMs;
  const { quiet, lastAtMs } = observation.requests;
  const isQuiet = quiet !== undefined && quiet.fromMs <= fromMs && quiet.untilMs - fromMs >= datapoints * minuteMs;
  if (!isQuiet || (lastAtMs !== undefined && lastAtMs >= fromMs))
    return no(`${cluster} has not been without requests for ${datapoints} minutes since everybody left it`);
  return { kind: 'yes' };
}

const no = (why: string): MayDelete => ({ kind: 'no', why });
