import type { ParsedRequest } from '../request/request';
import type { DecisionRecord } from './steps';

const empty: DecisionRecord = {
  schemaVersion: 1,
  target: null,
  decisionId: null,
  outcome: 'held',
  reasonCodes: [],
  action: null,
  evidence: [],
  costUsdPerMonth: { before: null, after: null },
  warnings: [],
  text: null,
  problems: [],
  verification: null,
  rounds: [],
};

export function aRecord(
  parts: Partial<DecisionRecord> & Pick<DecisionRecord, 'outcome' | 'reasonCodes'>,
): DecisionRecord {
  return { ...empty, ...parts };
}

/** The record of an execution that did not get as far as a target. */
export function recordWithoutRequest(parsed: Exclude<ParsedRequest, { readonly kind: 'request' }>): DecisionRecord {
  if (parsed.kind === 'ignored') {
    return aRecord({
      target: parsed.target ?? null,
      outcome: 'held',
      reasonCodes: [parsed.reasonCode],
      text: parsed.text,
    });
  }
  const problems = parsed.problems.map(({ path, rule }) => `${path === '' ? 'input' : path}: ${rule}`);
  return aRecord({
    outcome: 'failed',
    reasonCodes: [parsed.reasonCode],
    text: `refused: ${problems.join('; ')}`,
    problems: parsed.problems,
  });
}
