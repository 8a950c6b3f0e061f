import type { Config } from '../targets';
import { type Finding, finding, nearest, refused } from './problem';
import type { ParsedRequest, Request } from './request';

const keys = ['target', 'mode', 'reason', 'schemaVersion', 'approval'] as const;
const modes = ['plan', 'apply'] as const;
const longestReason = 1024;

/**
 * What a person, the schedule, recovery or an execution before this one hands over: `{"target":"products"}` and little else.
 * Strict, because a misspelled key would silently lose what it asked for.
 */
export function parseManualInput(input: unknown, config: Config): ParsedRequest {
  if (!isObject(input)) return refused([invalid('', input, 'must be an object such as {"target":"products"}')]);
  const findings = [
    ...Object.keys(input).flatMap((key) => checkKey(key, input[key])),
    ...checkMode(input.mode),
    ...checkReason(input.reason),
    ...checkVersion(input.schemaVersion),
    ...checkTarget(input.target, config),
    ...checkApproval(input),
  ];
  if (findings.length > 0) return refused(findings);

  const reason = typeof input.reason === 'string' ? input.reason : 'manual';
  return {
    kind: 'request',
    request: {
      schemaVersion: 1,
      target: String(input.target),
      mode: input.mode === 'plan' ? 'plan' : 'apply',
      source: sourceOf(reason),
      reason,
      ...(typeof input.approval === 'string' && { approval: input.approval }),
    },
  };
}

/** The machinery signs with its reason; anything else was written by a person. */
function sourceOf(reason: string): Request['source'] {
  switch (reason) {
    case 'schedule':
    case 'recovery':
    case 'successor':
    case 'approval':
      return reason;
    default:
      return 'manual';
  }
}

const invalid = (path: string, value: unknown, rule: string, hint?: string) =>
  finding('invalid-input', path, value, rule, hint);

const checkKey = (key: string, value: unknown): readonly Finding[] =>
  keys.some((known) => known === key)
    ? []
    : [invalid(key, value, `unknown key; known are ${keys.join(', ')}`, nearest(key, keys))];

function checkTarget(target: unknown, config: Config): readonly Finding[] {
  const names = Object.keys(config.targets);
  if (target === undefined) return [invalid('target', target, `required: one of ${names.join(', ')}`)];
  if (typeof target !== 'string') return [invalid('target', target, 'must be a string')];
  if (Object.hasOwn(config.targets, target)) return [];
  const rule = 'must be a target that is declared in daxpilot.yml';
  return [finding('undeclared-target', 'target', target, rule, nearest(target, names))];
}

const checkMode = (mode: unknown): readonly Finding[] =>
  mode === undefined || modes.some((known) => known === mode)
    ? []
    : [invalid('mode', mode, 'must be "plan" or "apply"', nearest(mode, modes))];

function checkReason(reason: unknown): readonly Finding[] {
  if (reason === undefined) return [];
  if (typeof reason !== 'string') return [invalid('reason', reason, 'must be a string')];
  return reason.length <= longestReason
    ? []
    : [invalid('reason', reason, `must have at most ${longestReason} characters, has ${reason.length}`)];
}

const longestId = 100;

/** Approvals are of one decision of the same target, and there is nothing to approve about a plan. */
function checkApproval({ approval, target, mode, reason }: Readonly<Record<string, unknown>>): readonly Finding[] {
  if (approval === undefined) {
    return reason === 'approval'
      ? [invalid('approval', approval, 'required with the reason "approval": the id of the decision')]
      : [];
  }
  if (typeof approval !== 'string' || approval.length > longestId) {
    return [invalid('approval', approval, 'must be the id of a decision, as history prints it')];
  }
  return [
    ...(reason === 'approval' ? [] : [invalid('reason', reason, 'must be "approval" where a decision is approved')]),
    ...(mode === 'plan' ? [invalid('mode', mode, 'must be "apply" where a decision is approved')] : []),
    ...(approval.startsWith(`${String(target)}.`)
      ? []
      : [invalid('approval', approval, `must be a decision of the target ${String(target)}`)]),
  ];
}

const checkVersion = (version: unknown): readonly Finding[] =>
  version === undefined || version === 1 ? [] : [invalid('schemaVersion', version, 'must be 1')];

const isObject = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);
