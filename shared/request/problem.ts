import { nearestName } from '../targets';
import type { ParsedRequest, Problem } from './request';

export type Refused = Extract<ParsedRequest, { readonly kind: 'refused' }>;

/** Why a request is refused. The runbook has an entry for each. */
export const requestReasonCodes = [
  'invalid-input',
  'invalid-event',
  'unknown-event',
  'undeclared-target',
  'undeclared-cluster',
  'undeclared-table',
  'alarm-of-another-target',
] as const;
export type RequestReasonCode = (typeof requestReasonCodes)[number];

/** A problem with the reason code that it has when it is the only one. */
export interface Finding extends Problem {
  readonly code: RequestReasonCode;
}

/** All problems at once, the most telling first: it gives the code. */
export const refused = (findings: readonly Finding[]): Refused => ({
  kind: 'refused',
  reasonCode: findings[0]?.code ?? 'invalid-input',
  problems: findings.map(({ code: _, ...problem }) => problem),
});

/** Problems are recorded and shown: a long text is cut, a structure is named by its kind. */
export function finding(code: RequestReasonCode, path: string, value: unknown, rule: string, hint?: string): Finding {
  return { code, path, value: shown(value), rule, ...(hint === undefined ? {} : { hint }) };
}

/** `did you mean "products"?`, if a known name is near to what was written. */
export function nearest(written: unknown, names: readonly string[]): string | undefined {
  const name = typeof written === 'string' ? nearestName(written, names) : undefined;
  return name === undefined ? undefined : `did you mean "${name}"?`;
}

const longest = 200;

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest)}…` : value;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object with ${Object.keys(value).length} keys`;
  return value;
}
