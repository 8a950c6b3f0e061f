import { type Flow, handOver, PortError, release } from '../flow';
import { admit } from '../flow/admit';
import type { AdmitResume } from '../flow/steps';
import { asTarget, targetKey } from '../ledger';
import { changeCapacity } from './change-capacity';
import { createCluster, deleteCluster } from './change-clusters';
import type { ReplaceFlow } from './ports';
import { type RecoverPayload, recoverReplace } from './recover';
import { parseReplace, type ReplaceRequest } from './request';
import { ended, type TurnInput, turn } from './turn';

/** One Lambda function each, with a role of its own. */
export const replaceFunctions = {
  'replace-control': ['admit', 'turn', 'release'],
  'replace-create': ['create'],
  'replace-delete': ['delete'],
  'replace-capacity': ['capacity'],
  'replace-recover': ['recover', 'restart'],
} as const;

export type ReplaceFunction = keyof typeof replaceFunctions;

interface Payload {
  readonly schemaVersion: 1;
  readonly step: (typeof replaceFunctions)[Exclude<ReplaceFunction, 'replace-recover'>][number];
  readonly execution: string;
  readonly now: string;
  readonly input: unknown;
  readonly resume?: AdmitResume | null;
  readonly seen?: number | null;
  /** Of `capacity`. */
  readonly to?: 'raise' | 'give-back';
}

type ReplaceStep = (replace: ReplaceFlow, read: Payload, request: ReplaceRequest) => Promise<object>;

const turnInput = ({ execution, now }: Payload, request: ReplaceRequest): TurnInput => ({
  execution,
  nowMs: Date.parse(now),
  request,
});

/** The steps of one function each, so that a handler's bundle holds no others. */
export const controlSteps = {
  admit: admitted,
  turn: (replace, read, request) => turn(replace, turnInput(read, request)),
  release: letGo,
} satisfies Readonly<Record<string, ReplaceStep>>;

export const createSteps = {
  create: (replace, read, request) => refusable(() => createCluster(replace, turnInput(read, request))),
} satisfies Readonly<Record<string, ReplaceStep>>;

export const deleteSteps = {
  delete: (replace, read, request) => refusable(() => deleteCluster(replace, turnInput(read, request))),
} satisfies Readonly<Record<string, ReplaceStep>>;

export const capacitySteps = {
  capacity: async (replace, read, request) => {
    if (read.to !== 'raise' && read.to !== 'give-back')
      throw new Error('the payload of replace-capacity must have to: raise or give-back');
    return changeCapacity(replace, turnInput(read, request), read.to);
  },
} satisfies Readonly<Record<string, ReplaceStep>>;

/** Any function of the machine, for whoever plays it in one process. */
export async function runReplace(replace: ReplaceFlow, name: ReplaceFunction, payload: unknown): Promise<object> {
  if (name === 'replace-recover') return runReplaceRecovery(replace, payload);
  const steps = { ...controlSteps, ...createSteps, ...deleteSteps, ...capacitySteps };
  return runReplaceSteps(replace, name, steps, payload);
}

export async function runReplaceRecovery(replace: ReplaceFlow, payload: unknown): Promise<object> {
  readPayload('replace-recover', payload);
  return recoverReplace(replace, payload as RecoverPayload);
}

/** JSON in, JSON out. What AWS surely refuses ends the hand-over where it stands or turns it round; what may pass is thrown. */
export async function runReplaceSteps(
  replace: ReplaceFlow,
  name: Exclude<ReplaceFunction, 'replace-recover'>,
  steps: Readonly<Record<string, ReplaceStep>>,
  payload: unknown,
): Promise<object> {
  const read = readPayload(name, payload);
  const parsed = parseReplace(read.input, replace.flow.ports.config);
  if (parsed.kind === 'refused') return ended('refused', 'input-invalid', parsed.problems.join('; '));
  const run = steps[read.step];
  if (run === undefined) throw new Error(`${name} has no step ${read.step}`);
  return run(replace, read, parsed.request);
}

/** The target is taken by the rules of every other change. */
async function admitted({ flow }: ReplaceFlow, read: Payload, request: ReplaceRequest): Promise<object> {
  const asRequest = {
    schemaVersion: 1,
    target: request.target,
    mode: 'apply',
    source: 'manual',
    reason: request.reason,
  } as const;
  const { execution, now, resume = null } = read;
  const result = await admit(
    { ...flow, parse: () => ({ kind: 'request', request: asRequest }) },
    { schemaVersion: 1, step: 'admit', execution, now, input: read.input, resume },
  );
  if (result.kind === 'ended') return { kind: 'busy', text: result.record.text };
  if (result.kind !== 'admitted' || result.seen === null) return result;
  // Whoever asked for a look while a dead execution held the target was left to it: this one does not look, and has one started at its end.
  const { crashes = 0 } = asTarget(await flow.ledger.read(targetKey(request.target)));
  return crashes > 0 ? { ...result, seen: null } : result;
}

/** Whoever asked for a look in the meantime gets one from a fresh execution of `rightsize`. */
async function letGo({ flow }: ReplaceFlow, read: Payload, { target }: ReplaceRequest): Promise<object> {
  const { execution, now, seen = null, input } = read;
  const head = { schemaVersion: 1, execution, now } as const;
  const left = await release(flow, { ...head, step: 'release', target, input, seen, round: 99, ended: 'well' });
  if (left.kind === 'released' && !(await wasAskedSince(flow, target, seen))) return left;
  return handOver(flow, { ...head, step: 'hand-over', target, ended: 'well' });
}

/** An attempt before this one may have let go and died before it started a look. An extra look costs little. */
async function wasAskedSince({ ledger }: Flow, target: string, seen: number | null): Promise<boolean> {
  return seen === null || (asTarget(await ledger.read(targetKey(target))).wakeUps ?? 0) !== seen;
}

/** A quota, a lack of capacity or a denied right is no accident that passes: it is said, and nothing more is tried. */
async function refusable(run: () => Promise<object>): Promise<object> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PortError) || error.retryable || error.sent !== 'no') throw error;
    return ended('failed', error.code, error.message);
  }
}

function readPayload(name: ReplaceFunction, payload: unknown): Payload {
  const given = payload as Payload;
  const steps: readonly string[] = replaceFunctions[name];
  if (given?.schemaVersion !== 1 || !steps.includes(given.step) || Number.isNaN(Date.parse(given.now)))
    throw new Error(`the payload of ${name} must have schemaVersion 1, a step of ${steps.join(', ')} and a time`);
  return given;
}
