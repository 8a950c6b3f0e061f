import { resourceOf } from '../flow/change-state';
import type { Change, TargetItem } from '../ledger';
import type { Snapshot } from '../sizing';
import type { AppliedChange } from './decided';
import { type Finding, finding } from './finding';

/**
 * Somebody else changes what we changed. Seen in two ways: AWS shows something else than our last change left, or our changes do not
 * join: one begins elsewhere than the one before it ended.
 */
export function driftFindings(
  target: string,
  snapshot: Snapshot,
  item: TargetItem,
  applied: readonly AppliedChange[],
): readonly Finding[] {
  const found = [...presentDrift(target, snapshot, item, applied), ...brokenChain(target, snapshot, applied)];
  return found.filter((one, index) => found.findIndex(({ print }) => print === one.print) === index);
}

/** The last change of each resource: its row, and the intent on the target's item, which stays whatever its age. */
function presentDrift(
  target: string,
  snapshot: Snapshot,
  item: TargetItem,
  applied: readonly AppliedChange[],
): readonly Finding[] {
  const { change, lastChange } = item;
  // A change is under way: what AWS shows now has no row yet.
  if (change?.state === 'intended') return [];
  // An intent also ends when the change never showed; only one that is recorded as completed was there.
  const completed =
    change?.state === 'done' && lastChange?.kind === change.kind && lastChange.completedAtMs >= change.at;
  const changes = [...applied, ...(completed ? [{ ...change, atMs: change.at }] : [])];
  const newest = new Map(
    changes.toSorted((a, b) => a.atMs - b.atMs).map((one) => [`${one.kind} ${one.resource}`, one]),
  );
  return [...newest.values()].flatMap((one) => {
    const state = resourceOf(snapshot, one);
    if (isScaled(snapshot, one) || state.kind === 'missing' || state.busy || state.size === one.to) return [];
    return [drift(target, one, state.size, one.decision)];
  });
}

function brokenChain(target: string, snapshot: Snapshot, applied: readonly AppliedChange[]): readonly Finding[] {
  const last = new Map<string, AppliedChange>();
  const found: Finding[] = [];
  for (const change of applied.toSorted((a, b) => a.atMs - b.atMs)) {
    const key = `${change.kind} ${change.resource}`;
    const before = last.get(key);
    last.set(key, change);
    if (before === undefined || before.to === change.from || isScaled(snapshot, before)) continue;
    found.push(drift(target, before, change.from, before.decision));
  }
  return found;
}

/** Auto scaling that is at work moves the units itself. */
function isScaled(snapshot: Snapshot, { kind, resource }: Pick<Change, 'kind' | 'resource'>): boolean {
  if (kind !== 'set-throughput') return false;
  const table = snapshot.tables.find((one) => one.kind === 'table' && one.name === resource);
  return table?.kind !== 'table' || table.scaling === undefined || table.scaling.length > 0;
}

function drift(
  target: string,
  { kind, resource, from, to }: Pick<Change, 'kind' | 'resource' | 'from' | 'to'>,
  seen: number | string,
  decision: string,
): Finding {
  const code = seen === from ? 'drift-set-back' : 'drift-changed';
  const text = `${what[kind]} of ${resource}: we set ${from} -> ${to}, and somebody set it to ${seen} (decision ${decision})`;
  return finding(code, target, resource, text, decision);
}

const what = {
  'set-node-count': 'node count',
  'set-billing-mode': 'capacity mode',
  'set-throughput': 'units',
  'set-cache-ttl': 'TTLs',
} as const satisfies Readonly<Record<Change['kind'], string>>;
