import { type ReasonCode, reasonCodes } from '../sizing';
import { type FlowReasonCode, flowReasonCodes } from './flow-reason-codes';

/** What a reason code means, of `decide()` or of the flow. `STEP-failed` says which state of the machine an error was in. */
export function meaningOf(code: string): string {
  if (Object.hasOwn(flowReasonCodes, code)) return flowReasonCodes[code as FlowReasonCode].meaning;
  if (Object.hasOwn(reasonCodes, code)) return reasonCodes[code as ReasonCode];
  const [, step] = /^([a-z]+)-failed$/.exec(code) ?? [];
  return step === undefined ? 'an error that has no entry of its own' : `the step ${step} ended with an error`;
}

/** Where the documents say what to do about it. */
export function runbookOf(code: string): string {
  if (Object.hasOwn(flowReasonCodes, code)) return `docs/runbook.md#${code}`;
  return Object.hasOwn(reasonCodes, code) ? 'docs/rules/reason-codes.md' : 'docs/runbook.md#errors';
}

/** The entries of docs/runbook.md for the codes of the flow. */
export function runbookEntries(): string {
  return Object.entries(flowReasonCodes)
    .map(([code, { meaning, todo }]) => `### ${code}\n\n${upper(meaning)}. ${todo}\n`)
    .join('\n');
}

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
