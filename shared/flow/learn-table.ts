import type { LearnedRule } from '../ledger';
import {
  onDemandLimits,
  priceBookOf,
  requestUnitUsd,
  reviewTable,
  type TableChampion,
  TableShadows,
  type TableState,
  tableVariantText,
  tableViolationUsd,
} from '../sizing';
import { loadForReview, type Review, type Reviewed, ruleInForce } from './learn-review';

/** The mode is the table's, and the review prices reads only: where writes cost more of the bill than this they would decide it unseen. */
const mostWriteShare = 0.1;

interface TableInput extends Review {
  readonly name: string;
  readonly table: TableState | undefined;
  readonly known: LearnedRule<TableChampion> | undefined;
}

export function learnTableRule(input: TableInput): Reviewed<TableChampion> {
  const { name, table, policy, totals, nowMs, known } = input;
  const skipped = (why: string) => ({ kind: 'skipped', resource: name, why }) as const;
  if (table === undefined) return skipped('there is no such table');
  if (table.indexes.length > 0) return skipped('it has indexes, whose units are not learned');
  if (table.globalTable) return skipped('it is a global table');
  const load = loadForReview(ownDemand(input), policy);
  if (load.kind === 'unknown') return skipped(load.why);
  const book = priceBookOf(policy);
  const { readUnits = 0, writeUnits = 0 } = totals.tables[name] ?? {};
  const reads = readUnits * requestUnitUsd(book, 'read');
  const writes = writeUnits * requestUnitUsd(book, 'write');
  if (reads + writes <= 0) return skipped('it had no reads');
  if (writes > mostWriteShare * (reads + writes)) {
    return skipped(
      `writes are ${Math.round((writes / (reads + writes)) * 100)} % of its bill, and only reads are learned`,
    );
  }
  const { minUnits, maxUnits } = policy.capacityMode;
  const shadows = new TableShadows({
    demand: load.perSecond,
    startMs: load.startMs,
    book,
    minUnits,
    maxUnits: Math.min(maxUnits, onDemandLimits.mostReadUnits),
  });
  const found = reviewTable({
    shadows,
    minute: load.perSecond.length,
    violationUsdPerMinute: tableViolationUsd(load.perSecond, book),
    ...(known && { champion: known.champion }),
  });
  const ruleText = (one: TableChampion): string => tableVariantText(one.variant);
  return { kind: 'learned', resource: name, text: ruleText(found), rule: ruleInForce(found, known, ruleText, nowMs) };
}

function ownDemand({ demand, name }: TableInput) {
  return demand.tables !== undefined && Object.hasOwn(demand.tables, name) ? demand.tables[name] : undefined;
}
