import {
  asTarget,
  type Change,
  finishUpdate,
  lookUpdate,
  stopChangingUpdate,
  type TargetItem,
  targetKey,
} from '../ledger';
import type { Snapshot } from '../sizing';
import { resourceOf } from './change-state';
import type { Flow } from './flow';
import { FlowError } from './flow-error';
import { changesWith, directionOf, historyOf } from './history-of';
import { learnedFor, withDemand } from './learned-use';
import { observedApproval } from './observed-approval';
import { isInForce } from './override';
import { pack } from './pack';
import { timeMs } from './read-payload';
import { servingTarget } from './serving-target';
import type { ObserveInput, ObserveResult, Stopped } from './steps';

/**
 * The look. First of all the counter of wake-ups, strongly: whatever is counted later has not been seen. Whoever finds an intent
 * of somebody else waits until no handler that wrote it can be alive, then looks.
 */
export async function observe(flow: Flow, input: ObserveInput): Promise<ObserveResult> {
  if (input.request.mode === 'plan') {
    const item = asTarget(await flow.ledger.read(targetKey(input.target)));
    return look(flow, input, item, null);
  }
  const looked = await flow.ledger.update(lookUpdate(input.target, input.execution));
  if (looked.kind === 'refused') {
    return stopped(input, null, 'failed', 'lock-lost', 'another execution holds the target now; nothing was looked at');
  }
  const item = asTarget(looked.item);
  const seen = item.wakeUps ?? 0;
  const open = item.change?.state === 'intended' ? item.change : undefined;
  if (open !== undefined && input.settled !== open.decision) {
    return { kind: 'wait', seen: null, seconds: flow.settleSeconds, settled: open.decision };
  }
  if (open !== undefined && open.execution !== input.execution) {
    // Nobody can call AWS in that turn of the account any more; other targets may be waiting for it.
    await flow.ledger.update(stopChangingUpdate(open.execution));
  }
  if (item.frozen?.reason === 'crashes') {
    const text = 'frozen after executions that crashed in a row: find the cause, then thaw it';
    return { ...stopped(input, seen, 'held', 'frozen', text), announced: item.announced ?? null };
  }
  return look(flow, input, item, seen, open);
}

async function look(
  flow: Flow,
  input: ObserveInput,
  item: TargetItem,
  seen: number | null,
  open?: Change,
): Promise<ObserveResult> {
  const nowMs = timeMs(input.now);
  const serving = await servingTarget(flow, input.target);
  if (serving.kind === 'held') return stopped(input, seen, 'held', 'hand-over', serving.text);
  const { target } = serving;
  const seenNow = await flow.ports.observer.snapshot(target, nowMs);
  const known = open === undefined ? item : await adopt(flow, input, item, open, seenNow);
  const { snapshot, use } = await withDemand(flow, target, seenNow, learnedFor(target, known, nowMs), nowMs);
  const packed = packedOrRefused(input, seen, snapshot);
  if (typeof packed !== 'string') return packed;
  return {
    kind: 'observed',
    seen,
    snapshot: packed,
    history: { ...historyOf(known, snapshot, nowMs), ...use },
    frozen: known.frozen !== undefined,
    announced: known.announced ?? null,
    modeSwitches: known.modeSwitches ?? [],
    recentChanges: known.recentChanges ?? [],
    vetoes: known.vetoes ?? [],
    approval: await observedApproval(flow, known, input.request, nowMs),
    expiredOverride: known.override !== undefined && !isInForce(known.override, nowMs) ? known.override : null,
    observedAt: input.now,
  };
}

/**
 * An intent without an end: its execution died or lost the answer. If the change is there, it counts from now on as the last
 * change; while the resource is busy the intent stays.
 */
async function adopt(
  flow: Flow,
  input: ObserveInput,
  item: TargetItem,
  open: Change,
  snapshot: Snapshot,
): Promise<TargetItem> {
  const resource = resourceOf(snapshot, open);
  if (resource.busy) return item;
  const nowMs = timeMs(input.now);
  const update = finishUpdate(input.target, {
    execution: input.execution,
    decision: open.decision,
    ...(resource.size === open.to &&
      changesWith(item.recentChanges, { kind: open.kind, direction: directionOf(open), completedAtMs: nowMs })),
    ...(resource.size === 'on-demand' &&
      open.to === 'on-demand' && {
        modeSwitches: [...(item.modeSwitches ?? []), { table: open.resource, atMs: nowMs }],
      }),
  });
  const finished = await flow.ledger.update(update);
  return finished.kind === 'done' ? asTarget(finished.item) : item;
}

function packedOrRefused(input: ObserveInput, seen: number | null, snapshot: Snapshot): string | Stopped {
  try {
    return pack(snapshot);
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    return stopped(input, seen, 'failed', 'snapshot-too-large', error.message);
  }
}

const stopped = (
  input: ObserveInput,
  seen: number | null,
  outcome: Stopped['outcome'],
  reasonCode: string,
  text: string,
): Stopped => ({ kind: 'stopped', seen, outcome, reasonCode, text, announced: null, observedAt: input.now });
