import { announcedUpdate, decisionId, finishUpdate, type LastChange, rowItem } from '../ledger';
import { announcement, announceQuietly } from './announcement';
import { intentOf } from './change-state';
import { aRecord } from './decision-record';
import { declaredTarget, type Flow } from './flow';
import { directionOf } from './history-of';
import { timeMs } from './read-payload';
import type { DecisionRecord, RecordInput, RecordResult } from './steps';

const dayMs = 24 * 3_600_000;

/** Keeps the decision as a row, ends the intent, starts the cool-down, and tells people what is new. */
export async function record(flow: Flow, input: RecordInput): Promise<RecordResult> {
  const found = recordOf(input);
  await flow.ledger.append(rowItem(rowOf(flow, input, found)));
  if (input.request.mode === 'apply') await keep(flow, input, found);
  return { kind: 'recorded', record: merged(input.previous, found) };
}

function recordOf(input: RecordInput): DecisionRecord & { readonly decisionId: string } {
  const { observation, decided, verification } = input;
  const id =
    decided?.decisionId ?? decisionId(input.target, timeMs(observation.observedAt), input.execution, input.round);
  const { outcome, codes, text } = conclusion(input);
  const base = aRecord({ target: input.target, outcome, reasonCodes: codes, text, verification });
  if (decided === null) return { ...base, decisionId: id };
  const { decision } = decided;
  return {
    ...base,
    decisionId: id,
    action: outcome === 'held' ? null : decision.action,
    evidence: decision.evidence,
    costUsdPerMonth: decision.costUsdPerMonth,
    warnings: [
      ...decision.warnings,
      ...(input.progress?.kind === 'done' && verification === null ? ['not-verified'] : []),
    ],
  };
}

interface Conclusion {
  readonly outcome: DecisionRecord['outcome'];
  readonly codes: readonly string[];
  readonly text: string | null;
}

function conclusion({ observation, decided, applied, progress }: RecordInput): Conclusion {
  if (observation.kind === 'stopped' || decided === null) {
    const stopped = observation.kind === 'stopped' ? observation : undefined;
    return {
      outcome: stopped?.outcome ?? 'failed',
      codes: [stopped?.reasonCode ?? 'not-decided'],
      text: stopped?.text ?? null,
    };
  }
  const reasons = decided.decision.reasonCodes;
  if (decided.kind !== 'apply') {
    const codes = decided.because === null ? reasons : [decided.because, ...reasons];
    return { outcome: decided.kind === 'hold' ? 'held' : 'recommended', codes, text: null };
  }
  if (progress?.kind === 'done') return { outcome: 'applied', codes: reasons, text: null };
  if (progress?.kind === 'failed')
    return { outcome: 'failed', codes: [progress.reasonCode, ...reasons], text: progress.text };
  if (applied?.kind === 'ended') {
    return { outcome: applied.outcome, codes: [applied.reasonCode, ...reasons], text: applied.text };
  }
  return { outcome: 'failed', codes: ['not-applied', ...reasons], text: null };
}

function rowOf(flow: Flow, input: RecordInput, found: DecisionRecord & { readonly decisionId: string }) {
  const { observation, decided, applied, progress, verification, request } = input;
  const decidedAt = decided?.decidedAt ?? observation.observedAt;
  const looked = observation.kind === 'observed' ? observation : undefined;
  return {
    schemaVersion: 1 as const,
    decisionId: found.decisionId,
    target: input.target,
    decidedAtMs: timeMs(decidedAt),
    execution: input.execution,
    round: input.round,
    request: { ...request, ...(request.alarm && { alarm: { ...request.alarm } }) } as never,
    outcome: found.outcome,
    reasonCodes: found.reasonCodes,
    decision: (decided?.decision ?? null) as never,
    inputs: (looked && decided
      ? {
          nowMs: timeMs(decidedAt),
          snapshot: looked.snapshot,
          history: looked.history,
          policy: declaredTarget(flow, input.target).policy,
        }
      : null) as never,
    result: { applied, progress, verification, text: found.text } as never,
  };
}

async function keep(flow: Flow, input: RecordInput, found: DecisionRecord): Promise<void> {
  const { print, notice } = announcement(found, input.execution);
  const old = input.observation.announced;
  const isNews = print !== old && !(print === 'held' && old === null);
  if (isNews && notice !== null) await announceQuietly(flow, notice);
  if (input.applied?.kind === 'applied') {
    await flow.ledger.update(finishUpdate(input.target, { ...finish(input), announced: print }));
  } else if (isNews) {
    await flow.ledger.update(announcedUpdate(input.target, input.execution, print));
  }
}

/** The cool-down counts from the completion. A change that was seen to begin but not to end counts too; one without a resource does not. */
function finish(input: RecordInput) {
  const { decided, progress, observation } = input;
  const head = { execution: input.execution, decision: decided?.decisionId ?? '' };
  const action = decided?.decision.action ?? null;
  if (action === null || progress === null || progress.kind === 'waiting' || progress.kind === 'unfinished')
    return head;
  const intent = intentOf(action);
  const completedAtMs = timeMs(progress.completedAt);
  if (progress.kind === 'failed' && progress.reasonCode !== 'change-too-slow') return head;
  const lastChange: LastChange = { kind: intent.kind, direction: directionOf(intent), completedAtMs };
  const switches = observation.kind === 'observed' ? observation.modeSwitches : [];
  const recent = switches.filter((one) => completedAtMs - one.atMs < dayMs);
  return {
    ...head,
    lastChange,
    ...(intent.to === 'on-demand' && {
      modeSwitches: [...recent, { table: intent.resource, atMs: completedAtMs }],
    }),
  };
}

/** The output of an execution with several rounds: what was changed stays the news, unless something failed later. */
export function merged(previous: DecisionRecord | null, found: DecisionRecord): DecisionRecord {
  const rounds = [...(previous?.rounds ?? []), ...(found.decisionId === null ? [] : [found.decisionId])];
  const keepsPrevious = previous?.outcome === 'applied' && found.outcome !== 'applied' && found.outcome !== 'failed';
  return { ...(keepsPrevious && previous !== null ? previous : found), rounds };
}
