import { pack, packLooks } from '../../shared/flow';
import type { Change, Item } from '../../shared/ledger';
import type { Snapshot } from '../../shared/sizing';
import type { Stop } from './asl-machine';
import type { MachineState } from './interned';

/** From its admission until Release begins to let go. */
export function holds(stop: Stop): boolean {
  if (stop.kind === 'ended') return false;
  const admission = stop.variables.admission as { readonly kind?: string } | undefined;
  return admission?.kind === 'admitted' && !['Release', 'HandOver'].includes(stop.state);
}

const firstReason = (record: object): readonly unknown[] =>
  'reasonCodes' in record && Array.isArray(record.reasonCodes) ? record.reasonCodes.slice(0, 1) : [];

const nothing: Snapshot = {
  target: 't',
  cluster: { kind: 'none' },
  tables: [],
  clusterMetrics: {},
  tableMetrics: {},
};

/** Decide has had it; LookAfter hands it on to Verify, which knows nothing to judge in it. */
const noSnapshot = pack(nothing);
const noSnapshots = packLooks({ before: nothing, after: nothing });

/** Without what is only kept for people: the rows and the text of the output. What an admission counted, only if tasks may fail. */
export function forgetful(stop: Stop, mayFail: boolean): Stop {
  if (stop.kind === 'ended') return stop;
  const { observation, looked, record, admission, ...others } = stop.variables as Readonly<
    Record<string, object | null | undefined>
  >;
  const plain = {
    decisionId: null,
    action: null,
    evidence: [],
    rounds: [],
    text: null,
    verification: null,
  };
  return {
    ...stop,
    // Only Apply asks how often it was tried; no run has as many faults as a task has retries.
    ...(stop.kind === 'task' && stop.fn !== 'apply' && { retries: 0 }),
    variables: {
      ...others,
      ...(admission && { admission: { ...admission, seen: null } }),
      ...(observation && { observation: seenIn(observation, mayFail) }),
      ...(looked && { looked: { ...looked, snapshots: noSnapshots } }),
      ...(record !== undefined && { record: record && { ...record, reasonCodes: firstReason(record), ...plain } }),
    },
  };
}

function seenIn(observation: object, mayFail: boolean): object {
  if ('snapshot' in observation) return { ...observation, snapshot: noSnapshot };
  const isAdmission = 'kind' in observation && observation.kind === 'none';
  return isAdmission && !mayFail ? { ...observation, seen: null } : observation;
}

/**
 * What woke an execution makes no difference after its first Admit, and one that has backed off does what one does that need not;
 * Restart does not read the event. A row and a cool-down are for people.
 */
export function withoutCause({ machine, execution, stop }: Omit<MachineState, 'holds'>, mayFail: boolean) {
  const kept = forgetful(stop, mayFail);
  if (kept.kind === 'ended') return { stop: kept, execution };
  if (machine === 'recovery') {
    return { stop: kept, execution: kept.state === 'Restart' ? { ...execution, input: {} } : execution };
  }
  const { resume } = kept.variables as { readonly resume?: { readonly kind: string } | null };
  if (kept.state === 'AdmitLater' || (kept.state === 'Admit' && resume === null)) return { stop: kept, execution };
  const text = JSON.stringify(kept, (key, value: unknown) => {
    if (key === 'resume' && resume?.kind === 'backed-off') return null;
    if (key === 'request' && typeof value === 'object' && value !== null)
      return { ...value, source: 'manual', reason: 'alarm' };
    if (key === 'input' && kept.state === 'Admit') return alarm;
    if (key === 'input' && kept.state === 'Release') return alarm;
    if (key === 'history') return { switchesToOnDemandMs: [] };
    if (kept.state === 'Record' && key === 'verification') return null;
    if (kept.state === 'Record' && key === 'evidence') return [];
    if (kept.state === 'Record' && key === 'action' && value !== null) return { ...(value as object), from: 0, to: 0 };
    return value;
  });
  return { stop: JSON.parse(text) as Stop, execution: { ...execution, input: alarm } };
}

export const alarm = { target: 't', reason: 'alarm' };

/** Of an intent that is over, only whose it was is compared with anything. */
export function sparing(change: Change): Change {
  return change.state === 'intended' ? change : { ...change, from: 0, to: 0, attempt: '' };
}

/** What only decisions and people read, and how long Admit backs off: the protocol's way does not depend on it. */
const history = [
  'lastChange',
  'modeSwitches',
  'recentChanges',
  'vetoes',
  'announced',
  'firstSeen',
  'crashes',
  'lastCrash',
  'learned',
];

/** Equal items have equal texts, whatever the order in which their attributes were written. */
export function projected(item: Item): Item {
  const kept = Object.entries(item).filter(([name]) => !history.includes(name));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
