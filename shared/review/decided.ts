import { intentOf, isApplicable } from '../flow/change-state';
import { asRow, type ChangeKind, type DecisionRow, decisionRange, type LedgerStore } from '../ledger';
import { actionText, type Decision } from '../sizing';

const hoursPerMonth = 730;
const hourMs = 3_600_000;

/** What the rows of one target say of a stretch of time. */
export interface Decided {
  readonly looks: number;
  /** Rows by outcome: `held`, `recommended`, `applied`, `failed`. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly applied: readonly AppliedChange[];
  /** The last wish that was not carried out, unless a later look held or changed something. */
  readonly advised: Advice | null;
  /** Reasons of the newest row. */
  readonly lastReasons: readonly string[];
  /**
   * What the changes of this time saved until its end, against leaving everything as it was at its beginning: each change counts from
   * its time on. Negative where capacity was bought. Null if a change has no price.
   */
  readonly savedUsd: number | null;
}

export interface AppliedChange {
  readonly decision: string;
  readonly atMs: number;
  readonly kind: ChangeKind;
  readonly resource: string;
  readonly from: number | string;
  readonly to: number | string;
  readonly text: string;
  readonly reasonCodes: readonly string[];
  /** After minus before; null where a price is not known. */
  readonly usdPerMonth: number | null;
  readonly undoes?: string;
}

export interface Advice {
  readonly decision: string;
  readonly atMs: number;
  readonly text: string;
  readonly reasonCodes: readonly string[];
  /** After minus before. */
  readonly usdPerMonth: number | null;
  /** Whether a person can approve it. */
  readonly approval: string | null;
}

/** Rows come without the snapshot they were made from, which is by far the largest part. */
const members = ['decisionId', 'target', 'decidedAtMs', 'outcome', 'reasonCodes', 'decision', 'approval', 'undoes'];
/** A look every 10 minutes for 30 days, and as many wakings in between. */
const mostRows = 10_000;

export async function readDecided(
  ledger: LedgerStore,
  target: string,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<Decided> {
  const range = decisionRange(target, span.fromMs, span.toMs);
  const rows = await ledger.query({ ...range, limit: mostRows, order: 'oldest-first', members });
  return decidedIn(rows.map(asRow), span.toMs);
}

/** Rows oldest first. */
export function decidedIn(rows: readonly DecisionRow[], toMs: number): Decided {
  const outcomes: Record<string, number> = {};
  for (const { outcome } of rows) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const applied = rows.flatMap(appliedIn);
  const last = rows.at(-1);
  const saved = applied.map(({ usdPerMonth, atMs }) =>
    usdPerMonth === null ? null : (-usdPerMonth * Math.max(0, toMs - atMs)) / hourMs / hoursPerMonth,
  );
  return {
    looks: rows.length,
    outcomes,
    applied,
    advised: last === undefined ? null : adviceIn(last),
    lastReasons: last?.reasonCodes ?? [],
    savedUsd: saved.some((one) => one === null) ? null : saved.reduce<number>((sum, one) => sum + (one ?? 0), 0),
  };
}

function appliedIn(row: DecisionRow): readonly AppliedChange[] {
  const decision = decisionOf(row);
  if (row.outcome !== 'applied' || decision?.action == null || !isApplicable(decision.action)) return [];
  return [
    {
      decision: row.decisionId,
      atMs: row.decidedAtMs,
      ...intentOf(decision.action),
      text: actionText(decision.action),
      reasonCodes: row.reasonCodes,
      usdPerMonth: difference(decision),
      ...(row.undoes !== undefined && { undoes: row.undoes }),
    },
  ];
}

function adviceIn(row: DecisionRow): Advice | null {
  const decision = decisionOf(row);
  if (row.outcome !== 'recommended' || decision?.action == null) return null;
  return {
    decision: row.decisionId,
    atMs: row.decidedAtMs,
    text: actionText(decision.action),
    reasonCodes: row.reasonCodes,
    usdPerMonth: difference(decision),
    approval: row.approval?.state ?? null,
  };
}

const difference = ({ costUsdPerMonth: { before, after } }: Decision): number | null =>
  before === null || after === null ? null : after - before;

/** The ledger is written by us only; a decision that was too large for its row is left out by name. */
function decisionOf({ decision }: DecisionRow): Decision | undefined {
  const isOne = typeof decision === 'object' && decision !== null && !Array.isArray(decision) && 'verdict' in decision;
  return isOne ? (decision as unknown as Decision) : undefined;
}
