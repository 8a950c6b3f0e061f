import { asTarget, clearOverrideUpdate, overrideUpdate, targetKey } from '../ledger';
import type { Override } from '../sizing';
import { declaredTarget, type Flow } from './flow';

/** Longer than this it belongs into the policy. */
export const longestOverrideMs = 30 * 24 * 3_600_000;

export interface OverrideProblem {
  readonly path: string;
  readonly value: unknown;
  readonly rule: string;
}

/** What a person wants for a while. Every problem at once, or nothing if it was written. */
export async function setOverride(flow: Flow, target: string, override: Override): Promise<readonly OverrideProblem[]> {
  const { policy } = declaredTarget(flow, target);
  const problems = problemsOf(override, policy.nodes);
  if (problems.length === 0) await flow.ledger.update(overrideUpdate(target, override));
  return problems;
}

export async function clearOverride(flow: Flow, target: string): Promise<void> {
  await flow.ledger.update(clearOverrideUpdate(declaredTarget(flow, target).name));
}

/** As it stands, also when its time is over and no look has taken it away yet. */
export async function overrideOf(flow: Flow, target: string): Promise<Override | undefined> {
  return asTarget(await flow.ledger.read(targetKey(declaredTarget(flow, target).name))).override;
}

export const isInForce = ({ untilMs }: Override, nowMs: number): boolean => untilMs > nowMs;

function problemsOf(override: Override, allowed: { readonly min: number; readonly max: number }) {
  const { untilMs, atMs, nodes = {}, hold, billingMode, reason } = override;
  const problems: OverrideProblem[] = [];
  const check = (holds: boolean, path: string, value: unknown, rule: string) => {
    if (!holds) problems.push({ path, value, rule });
  };
  const until = Number.isFinite(untilMs) ? new Date(untilMs).toISOString() : untilMs;
  check(untilMs > atMs, 'until', until, `must be later than now, which is ${new Date(atMs).toISOString()}`);
  check(!(untilMs - atMs > longestOverrideMs), 'until', until, 'must be within 30 days: put it into the policy');
  check(reason.trim() !== '', 'reason', reason, 'must say why, for whoever is on call');
  check(reason.length <= 200, 'reason', reason.length, 'must have at most 200 characters');
  check(
    hold === true || nodes.min !== undefined || nodes.max !== undefined || billingMode !== undefined,
    'override',
    '',
    'must say what is wanted: hold, min, max or mode',
  );
  const { min = allowed.min, max = allowed.max } = nodes;
  const range = `from ${allowed.min} to ${allowed.max}, which the policy allows`;
  check(min >= allowed.min && min <= allowed.max, 'min', min, `must be ${range}`);
  check(max >= allowed.min && max <= allowed.max, 'max', max, `must be ${range}`);
  check(min <= max, 'min', min, `must not be above max, which is ${max}`);
  return problems;
}
