import type { ProcedureName, Rules } from '../../shared/handover';

/** What may go wrong, and how often. */
export interface Budget {
  readonly writes: number;
  /** Calls that are given up, and may land later or never. */
  readonly givenUps: number;
  /** A cluster's node dies between the write to the table and the one to its cache. */
  readonly crashes: number;
  /** Processes that are killed, and may come again. */
  readonly kills: number;
  /** Writes whose cluster cannot be reached. */
  readonly fallbacks: number;
  /** Reads that take long to fill the cache. */
  readonly slowReads: number;
  /** Processes that lose the ledger and go on serving. */
  readonly losses: number;
  /** Attempts after the first. */
  readonly attempts: number;
  /** Turns by time-out or by hand. */
  readonly turns: number;
}

export interface Scenario {
  readonly name: string;
  readonly procedure: ProcedureName;
  /** Processes that are there from the beginning. */
  readonly followers: number;
  /** One more that joins at any time. */
  readonly joins?: boolean;
  /** One more that never follows. */
  readonly literal?: 'reads' | 'writes';
  /** Processes warm new themselves, under the record that they follow, and may be late in leaving it. */
  readonly warmers?: boolean;
  /** The controller's look and its write are two moves. */
  readonly slowController?: boolean;
  /** What a reader of the table has seen counts as well as what a writer was told of: reads never go back. */
  readonly seenCounts?: boolean;
  readonly budget: Budget;
}

/** What is under test: the real rules, and how real processes behave; a mutation changes one of these. */
export interface Subject {
  readonly rules?: Rules;
  /** Joins by reading the record once, and registers when it serves already. */
  readonly registersLate?: boolean;
  /** Killed or ended processes are gone at once, whatever they had under way. */
  readonly goodbyeAtOnce?: boolean;
  readonly ignoresOpenCalls?: boolean;
  readonly ignoresGivenUpCalls?: boolean;
  readonly fallsBackInPhases?: boolean;
  readonly followsJumps?: boolean;
  /** Writes go on in a record that holds them. */
  readonly ignoresHold?: boolean;
  /** Warming needs no say of the controller. */
  readonly warmsAnyTime?: boolean;
  /** A cluster is deleted as soon as the hand-over is over. */
  readonly deletesBeforeQuiet?: boolean;
}

export const noFaults: Budget = {
  writes: 2,
  givenUps: 0,
  crashes: 0,
  kills: 0,
  fallbacks: 0,
  slowReads: 0,
  losses: 0,
  attempts: 0,
  turns: 0,
};
