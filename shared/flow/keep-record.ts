import {
  activeVetoes,
  announcedUpdate,
  asTarget,
  dropApprovalUpdate,
  endApprovalUpdate,
  endOverrideUpdate,
  type Finish,
  finishUpdate,
  type LastChange,
  type ModeSwitch,
  targetKey,
  withVeto,
} from '../ledger';
import type { Veto } from '../sizing';
import { announcement, announceQuietly, isNews } from './announcement';
import { intentOf } from './change-state';
import type { Flow } from './flow';
import { freezeForVetoes } from './freeze-for-vetoes';
import { changesWith, directionOf } from './history-of';
import { timeMs } from './read-payload';
import type { DecisionRecord, RecordInput } from './steps';

const dayMs = 24 * 3_600_000;

/** What a round leaves on the target's item. Each write is conditional and safe to repeat. */
export async function keepRecord(flow: Flow, input: RecordInput, found: DecisionRecord): Promise<void> {
  const { target, execution, decided } = input;
  await endApproval(flow, input);
  const expired = input.observation.kind === 'observed' ? input.observation.expiredOverride : null;
  if (expired !== null) await flow.ledger.update(endOverrideUpdate(target, expired));

  const isRollBack = decided?.undoes !== undefined;
  // The round that is taken back has written to the item since it was observed.
  const past = isRollBack ? asTarget(await flow.ledger.read(targetKey(target))) : pastOf(input);
  const { print, notice } = announcement(found, execution);
  const news = isNews(print, past.announced ?? null, timeMs(input.now));
  if (news && notice !== null) await announceQuietly(flow, notice);
  if (input.applied?.kind === 'applied') {
    await flow.ledger.update(finishUpdate(target, { ...finish(input, past), announced: print }));
  } else if (news) {
    await flow.ledger.update(announcedUpdate(target, execution, print));
  }
  if (isRollBack) {
    const active = activeVetoes(past.vetoes ?? [], timeMs(input.now));
    await freezeForVetoes(flow, target, active, timeMs(input.now));
  }
}

/** An approval is over once its change was made or refused by AWS, or something else came out; not if the change had to wait. */
async function endApproval(flow: Flow, { target, execution, decided, applied, now }: RecordInput): Promise<void> {
  if (decided?.approval === undefined) return;
  const { kind, decision, text } = decided.approval;
  if (kind === 'used' && applied?.kind === 'ended' && applied.outcome === 'held') return;
  const state = kind === 'used' ? 'used' : 'lapsed';
  await flow.ledger.update(endApprovalUpdate(decision, { state, execution, endedAtMs: timeMs(now), text }));
  await flow.ledger.update(dropApprovalUpdate(target, decision));
}

interface Past {
  readonly announced?: string;
  readonly modeSwitches?: readonly ModeSwitch[];
  readonly recentChanges?: readonly LastChange[];
  readonly vetoes?: readonly Veto[];
}

function pastOf({ observation }: RecordInput): Past {
  const { announced } = observation;
  const told = announced === null ? {} : { announced };
  if (observation.kind !== 'observed') return told;
  const { modeSwitches, recentChanges, vetoes } = observation;
  return { ...told, modeSwitches, recentChanges, vetoes };
}

/** The cool-down counts from the completion. A change that was seen to begin but not to end counts too; one without a resource does not. */
function finish(input: RecordInput, past: Past): Finish {
  const { decided, progress, verification } = input;
  const head = { execution: input.execution, decision: decided?.decisionId ?? '' };
  const action = decided?.decision.action ?? null;
  if (action === null || progress === null || progress.kind === 'waiting' || progress.kind === 'unfinished')
    return head;
  const intent = intentOf(action);
  const completedAtMs = timeMs(progress.completedAt);
  if (progress.kind === 'failed' && progress.reasonCode !== 'change-too-slow') return head;
  const recent = (past.modeSwitches ?? []).filter((one) => completedAtMs - one.atMs < dayMs);
  const rollBack = verification?.rollBack ?? null;
  return {
    ...head,
    ...changesWith(past.recentChanges, { kind: intent.kind, direction: directionOf(intent), completedAtMs }),
    ...(intent.to === 'on-demand' && {
      modeSwitches: [...recent, { table: intent.resource, atMs: completedAtMs }],
    }),
    // With the end of the change, so that it stands even if the roll-back does not come to its end.
    ...(rollBack?.kind === 'follows' && { vetoes: withVeto(past.vetoes ?? [], rollBack.veto, timeMs(input.now)) }),
  };
}
