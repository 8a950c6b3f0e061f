import type { Decision } from '../sizing';

const most = { evidence: 60, rejected: 60, warnings: 20, reasonCodes: 20 } as const;
const longestText = 500;

/**
 * A decision of bounded size (about 64 KB at most), since it travels through every later state and is kept for ever. What is cut
 * is the tail: codes and rejected options are sorted by importance.
 */
export function boundedDecision(decision: Decision): Decision {
  return {
    ...decision,
    reasonCodes: decision.reasonCodes.slice(0, most.reasonCodes),
    evidence: decision.evidence.slice(0, most.evidence).map((one) => ({ ...one, text: cut(one.text) })),
    warnings: decision.warnings.slice(0, most.warnings).map(cut),
    rejected: decision.rejected.slice(0, most.rejected),
  };
}

const cut = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text);
