import type { DecisionRecord } from '../shared/flow';

/** The decision record that a succeeded execution of our machine gives as its output. */
export const recordIn = (output: unknown): DecisionRecord | undefined =>
  typeof output === 'object' && output !== null && 'outcome' in output ? (output as DecisionRecord) : undefined;
