import { freezeIfCrashing } from '../flow/crash-limit';
import { readEndedExecution } from '../flow/ended-execution';
import { asTarget, countCrashUpdate, freeUpdate, stopChangingUpdate, targetKey } from '../ledger';
import type { Config } from '../targets';
import { readItem, type StoredItem } from './item';
import type { ReplaceFlow } from './ports';
import { parseReplace } from './request';

/** The event is that of an execution of `replace-cluster`, or of a recovery of one, that FAILED, TIMED_OUT or was ABORTED. */
export interface RecoverPayload {
  readonly schemaVersion: 1;
  readonly step: 'recover' | 'restart';
  readonly now: string;
  readonly event?: unknown;
  readonly waited?: boolean;
  /** Of `restart`: what `recover` has answered. */
  readonly recovery?: RecoverAnswer;
}

export type RecoverAnswer =
  | { readonly kind: 'wait'; readonly seconds: number }
  /** A hand-over is under way: it goes on from the record, after a while that doubles with each crash in a row. */
  | { readonly kind: 'resume'; readonly target: string; readonly seconds: number; readonly input: object }
  /** Nothing is under way: whoever asked for a look meanwhile gets one. */
  | { readonly kind: 'look'; readonly target: string; readonly seconds: number }
  | { readonly kind: 'frozen'; readonly target: string; readonly text: string }
  | { readonly kind: 'ignored'; readonly text: string };

const longestBackOffSeconds = 600;

export async function recoverReplace(replace: ReplaceFlow, payload: RecoverPayload): Promise<object> {
  return payload.step === 'recover' ? recover(replace, payload) : restart(replace, payload.recovery);
}

/** Once no handler of the dead execution can be alive, what names it is freed and the crash is counted; then the record says what there is to do. */
async function recover(replace: ReplaceFlow, { event, waited, now }: RecoverPayload): Promise<RecoverAnswer> {
  const { flow } = replace;
  const end = readEndedExecution(event);
  if (end.kind === 'ignored') return { kind: 'ignored', text: end.text };
  if (waited !== true) return { kind: 'wait', seconds: flow.settleSeconds };
  await flow.ledger.update(stopChangingUpdate(end.execution));
  const target = await targetOf(replace, end.execution, end.input);
  if (target === undefined) return { kind: 'ignored', text: `${end.execution} held no declared target` };
  // Counted first: whoever takes the target once it is free sees that wake-ups may have been left to a dead execution.
  const counted = await flow.ledger.update(countCrashUpdate(target, end.execution));
  await flow.ledger.update(freeUpdate(target, end.execution));
  const state = asTarget(counted.kind === 'done' ? counted.item : await flow.ledger.read(targetKey(target)));
  const item = await readItem(flow.ledger, target);
  const input = resumed(item, end.input, flow.ports.config);
  const stage = item.kind === 'stored' ? (item.journal?.stage ?? 'old') : 'old';
  if (await freezeIfCrashing(flow, target, state, now)) {
    const text = `${target} is frozen; its hand-over ${input === undefined ? 'is not under way' : `stands in ${stage}: thaw the target, then run it again`}`;
    return { kind: 'frozen', target, text };
  }
  const seconds = Math.min(10 * 2 ** (state.crashes ?? 0), longestBackOffSeconds);
  return input === undefined ? { kind: 'look', target, seconds } : { kind: 'resume', target, seconds, input };
}

/** A repetition starts a second one, which finds the target held, or the hand-over over, and ends. */
async function restart(replace: ReplaceFlow, recovery: RecoverAnswer | undefined): Promise<object> {
  if (recovery?.kind === 'resume') return { started: await replace.start(recovery.input) };
  if (recovery?.kind !== 'look') throw new Error('restart takes what recover has answered: resume or look');
  const input = { target: recovery.target, reason: 'recovery' };
  return { started: await replace.flow.ports.executions.start(input) };
}

/** The input of the dead execution, where it is known, else what the record says of it. Undefined: no hand-over is under way. */
function resumed(item: StoredItem, input: unknown, config: Config): object | undefined {
  if (item.kind !== 'stored' || item.work === undefined || item.journal?.ended !== undefined) return undefined;
  const { kind, plan, reason } = item.work;
  const parsed = parseReplace(input, config);
  const isSame =
    parsed.kind === 'request' && parsed.request.kind === kind && parsed.request.deleteCluster === undefined;
  return { ...(isSame ? (input as object) : { target: plan.target, kind, reason }), resumes: plan.id };
}

/** The input names the target. AWS leaves out a large one; then the ledger knows who held what. */
async function targetOf({ flow }: ReplaceFlow, execution: string, input: unknown): Promise<string | undefined> {
  const parsed = parseReplace(input, flow.ports.config);
  if (parsed.kind === 'request') return parsed.request.target;
  for (const name of Object.keys(flow.ports.config.targets)) {
    const { owner } = asTarget(await flow.ledger.read(targetKey(name)));
    if (owner === execution) return name;
  }
  return undefined;
}
