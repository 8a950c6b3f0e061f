import { admitUpdate, asTarget, type TargetItem, takeOverUpdate, targetKey } from '../ledger';
import type { Request } from '../request/request';
import { aRecord, recordWithoutRequest } from './decision-record';
import type { Flow } from './flow';
import { timeMs } from './read-payload';
import type { AdmitInput, AdmitResult, AdmitResume, DecisionRecord } from './steps';

const hourMs = 3_600_000;
const longestBackOffSeconds = 600;
/** An owner that runs and never says that it looks is taken at its word after this many waits. */
const maxChecks = 2;

/**
 * Takes the target, or leaves the wake-up to the execution that holds it. Every request counts a wake-up first and unconditionally;
 * nothing is dropped by id or age.
 */
export async function admit(flow: Flow, input: AdmitInput): Promise<AdmitResult> {
  const parsed = flow.parse(input.input);
  const request = parsed.kind === 'request' ? parsed.request : null;
  const outcome =
    parsed.kind === 'request'
      ? await admitRequest(flow, input, parsed.request)
      : ({ kind: 'ended', record: recordWithoutRequest(parsed) } as const);
  return { seen: null, ...outcome, target: request?.target ?? null, request, settleSeconds: flow.settleSeconds };
}

type Outcome =
  | { readonly kind: 'admitted'; readonly seen: number | null }
  | { readonly kind: 'plan' }
  | { readonly kind: 'wait'; readonly seconds: number; readonly resume: AdmitResume }
  | { readonly kind: 'ended'; readonly record: DecisionRecord };

async function admitRequest(flow: Flow, input: AdmitInput, request: Request): Promise<Outcome> {
  if (request.mode === 'plan') return { kind: 'plan' };
  switch (input.resume?.kind) {
    case 'take-over':
      return takeOver(flow, input, request, input.resume.dead);
    case 'confirm':
      return askAgain(flow, input, request, input.resume.checks);
    case 'backed-off':
      return enter(flow, input, request);
    default:
      return (await backOff(flow, request)) ?? enter(flow, input, request);
  }
}

/** After a crash the next execution waits before it asks for the target: 10 s, doubled with each crash in a row, 10 min at most. */
async function backOff(flow: Flow, request: Request): Promise<Outcome | undefined> {
  if (request.source !== 'recovery' && request.source !== 'successor') return undefined;
  const { crashes = 0 } = asTarget(await flow.ledger.read(targetKey(request.target)));
  if (request.source === 'successor' && crashes === 0) return undefined;
  const seconds = Math.min(10 * 2 ** crashes, longestBackOffSeconds);
  return { kind: 'wait', seconds, resume: { kind: 'backed-off' } };
}

async function enter(flow: Flow, input: AdmitInput, request: Request): Promise<Outcome> {
  const update = admitUpdate(request.target, input.execution, timeMs(input.now));
  const result = await flow.ledger.update(update);
  if (result.kind === 'refused') throw new Error('an unconditional update was refused');
  const before = asTarget(result.item);
  if (before.owner === undefined) return { kind: 'admitted', seen: (before.wakeUps ?? 0) + 1 };
  // Repeated, by the machine or by the SDK: others may have been counted since it landed first.
  if (before.owner === input.execution) return admittedLater;
  return askOwner(flow, input, request, before, before.owner, 0);
}

/** The owner will see the counter, if it lives. What is left behind by one that ended is taken over. */
async function askOwner(
  flow: Flow,
  input: AdmitInput,
  request: Request,
  item: TargetItem,
  owner: string,
  checks: number,
): Promise<Outcome> {
  const status = await flow.ports.executions.describe(owner);
  const nowMs = timeMs(input.now);
  switch (status.kind) {
    case 'running':
      // A late attempt may have made an owner of an execution that is about to end and will not look.
      return item.looking === owner || checks >= maxChecks
        ? coalesced(request, owner)
        : { kind: 'wait', seconds: flow.settleSeconds, resume: { kind: 'confirm', checks: checks + 1 } };
    case 'ended': {
      const seconds = Math.ceil((status.stoppedAtMs - nowMs) / 1000) + flow.settleSeconds;
      if (seconds <= 0) return takeOver(flow, input, request, owner);
      return { kind: 'wait', seconds, resume: { kind: 'take-over', dead: owner } };
    }
    case 'not-found':
      // DescribeExecution is eventually consistent: a young owner may not be visible yet.
      return nowMs - (item.admittedAt ?? nowMs) > hourMs
        ? { kind: 'wait', seconds: flow.settleSeconds, resume: { kind: 'take-over', dead: owner } }
        : coalesced(request, owner);
  }
}

/**
 * Asks about whoever holds the target by now. If nobody does, our wake-up is answered: its owner came after it and has looked, or
 * Recover freed the target and starts an execution that will.
 */
async function askAgain(flow: Flow, input: AdmitInput, request: Request, checks: number): Promise<Outcome> {
  const item = asTarget(await flow.ledger.read(targetKey(request.target)));
  if (item.owner === undefined) return coalesced(request, 'an execution that has let go since');
  if (item.owner === input.execution) return admittedLater;
  return askOwner(flow, input, request, item, item.owner, checks);
}

/** If this fails, the new owner has to be asked about as well: it may be a late attempt of another execution that is dead. */
async function takeOver(flow: Flow, input: AdmitInput, request: Request, dead: string): Promise<Outcome> {
  const update = takeOverUpdate(request.target, input.execution, dead, timeMs(input.now));
  const result = await flow.ledger.update(update);
  return result.kind === 'done' ? admittedLater : askAgain(flow, input, request, 0);
}

/**
 * Others were counted while the target was held in our name or that of a dead execution, and leave their wake-ups to us: if this
 * execution ends without a look, no counter says that they are answered, and it has to hand over.
 */
const admittedLater: Outcome = { kind: 'admitted', seen: null };

const coalesced = (request: Request, owner: string): Outcome => ({
  kind: 'ended',
  record: aRecord({
    target: request.target,
    outcome: 'coalesced',
    reasonCodes: ['owner-busy'],
    text: `${owner} holds the target and looks again before it lets go`,
  }),
});
