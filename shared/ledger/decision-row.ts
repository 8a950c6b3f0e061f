import type { ApprovalState } from './approval';
import { decisionKey } from './keys';
import type { Item, Json, Key } from './update';

/**
 * One decision: what it was made from, what it said and what came of it. Written once; afterwards only its approval changes.
 */
export interface DecisionRow {
  readonly schemaVersion: 1;
  readonly decisionId: string;
  readonly target: string;
  readonly decidedAtMs: number;
  readonly execution: string;
  readonly round: number;
  /** What woke the execution: source, mode and reason. */
  readonly request: Json;
  readonly outcome: string;
  readonly reasonCodes: readonly string[];
  /** The decision as `decide()` gave it, if it came to that. */
  readonly decision: Json;
  /** What the decision was made from, so that it can be made again: packed snapshot, history, policy, time. */
  readonly inputs: Json;
  /** What Apply, Progress and Verify found. */
  readonly result: Json;
  /** Where a person has to allow it, or had to. */
  readonly approval?: ApprovalState;
  /** The decision whose change this one took back. */
  readonly undoes?: string;
}

/**
 * DynamoDB takes items of 400 KB, counted about as JSON is long. The largest parts are the packed snapshot (160 KB) and the decision
 * (64 KB), so that what a replay needs always fits.
 */
export const maxRowBytes = 340 * 1024;

const replaced = { omitted: 'larger than a row may be' } as const;

/** The row as an item. What is too large for it is left out by name, largest first; the outcome and its reasons always stay. */
export function rowItem(row: DecisionRow): Item & Key {
  const key = decisionKey(row.decisionId);
  if (key === undefined) throw new Error(`${row.decisionId} is not a decision id`);
  let bounded = row;
  for (const part of ['inputs', 'result', 'decision', 'request'] as const) {
    if (bytes(bounded) > maxRowBytes) bounded = { ...bounded, [part]: replaced };
  }
  return { ...bounded, ...key };
}

export const asRow = (item: Item): DecisionRow => {
  const { pk: _pk, sk: _sk, ...row } = item;
  return row as unknown as DecisionRow;
};

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
