import { type ReasonCode, reasonCodes } from '../sizing';
import { decisionTodo } from './decision-todo';
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
  const hasEntry = Object.hasOwn(flowReasonCodes, code) || Object.hasOwn(reasonCodes, code);
  return `docs/runbook.md#${hasEntry ? code : 'errors'}`;
}

/** The entries of docs/runbook.md for the codes of the flow. */
export function runbookEntries(): string {
  return Object.entries(flowReasonCodes)
    .map(([code, { meaning, todo }]) => entry(code, meaning, todo))
    .join('\n');
}

/** The entries of docs/runbook.md for the codes of `decide()`. */
export function decisionEntries(): string {
  return Object.entries(decisionTodo)
    .map(([code, todo]) => entry(code, reasonCodes[code as ReasonCode], todo))
    .join('\n');
}

/** One entry of a runbook. */
export const entry = (code: string, meaning: string, todo: string): string =>
  `### ${code}\n\n${upper(meaning)}. ${todo}\n`;

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
