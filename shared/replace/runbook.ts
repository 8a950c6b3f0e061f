import { entry } from '../flow/reason-text';
import { replaceReasonCodes } from './reason-codes';

/** The entries of docs/runbook.md for the codes of hand-overs. */
export const replaceEntries = (): string =>
  Object.entries(replaceReasonCodes)
    .map(([code, { meaning, todo }]) => entry(code, meaning, todo))
    .join('\n');
