import { asTarget, countCrashUpdate, freeUpdate, targetKey } from '../ledger';
import { giveBackTurn } from './account-turn';
import { freezeIfCrashing } from './crash-limit';
import { readEndedExecution } from './ended-execution';
import type { Flow } from './flow';
import type { RecoverInput, RecoverResult, RestartInput, RestartResult } from './steps';

/**
 * An execution ended in a way that no Catch saw. Once no handler of it can be alive: what still names it is freed, the crash is
 * counted, and then always a fresh execution is started, since wake-ups may have coalesced onto the dead one.
 */
export async function recover(flow: Flow, input: RecoverInput): Promise<RecoverResult> {
  const ended = readEndedExecution(input.event);
  if (ended.kind === 'ignored') return ended;
  if (!input.waited) return { kind: 'wait', seconds: flow.settleSeconds };

  const turn = await giveBackTurn(flow, ended.execution);
  const target = await targetOf(flow, ended.execution, ended.input);
  if (target.kind === 'ignored') return target;
  const owner = await flow.ledger.update(freeUpdate(target.name, ended.execution));
  const counted = await flow.ledger.update(countCrashUpdate(target.name, ended.execution));
  const item = asTarget(counted.kind === 'done' ? counted.item : await flow.ledger.read(targetKey(target.name)));
  const frozen = await freezeIfCrashing(flow, target.name, item, input.now);
  return {
    kind: 'start',
    target: target.name,
    freed: { owner: owner.kind === 'done', changing: turn === 'given-back' },
    crashes: item.crashes ?? 0,
    frozen,
  };
}

/** The input names the target. Where the event came without it (AWS leaves out a large one), the ledger may know who held what. */
async function targetOf(
  flow: Flow,
  execution: string,
  input: unknown,
): Promise<{ readonly kind: 'target'; readonly name: string } | Extract<RecoverResult, { readonly kind: 'ignored' }>> {
  const parsed = flow.parse(input);
  if (parsed.kind === 'request') {
    if (parsed.request.mode === 'apply') return { kind: 'target', name: parsed.request.target };
    return { kind: 'ignored', reasonCode: 'plan-only', text: `${execution} held nothing and answered no wake-up` };
  }
  for (const name of Object.keys(flow.ports.config.targets)) {
    const { owner } = asTarget(await flow.ledger.read(targetKey(name)));
    if (owner === execution) return { kind: 'target', name };
  }
  return { kind: 'ignored', reasonCode: 'no-target', text: `${execution} had no declared target to start again` };
}

/** A repetition starts another one, which costs one look. It waits for itself: its Admit knows the number of crashes. */
export async function restart(flow: Flow, input: RestartInput): Promise<RestartResult> {
  const started = await flow.ports.executions.start({ target: input.target, reason: 'recovery' });
  return { kind: 'started', started };
}
