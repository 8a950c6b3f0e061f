import type { LearnedRule } from '../ledger';
import {
  demandOfSide,
  onDemandLimits,
  type PriceBook,
  priceBookOf,
  requestUnitUsd,
  reviewTable,
  sidesOf,
  type TableRule,
  TableShadows,
  type TableSide,
  type TableState,
  tableRuleText,
} from '../sizing';
import { loadForReview, type Review, type Reviewed, ruleInForce } from './learn-review';

interface TableInput extends Review {
  readonly name: string;
  readonly table: TableState | undefined;
  readonly known: LearnedRule<TableRule> | undefined;
}

/** The rule of a table with its indexes: how each side is provisioned, and whether all of them together are cheaper on demand. */
export function learnTableRule(input: TableInput): Reviewed<TableRule> {
  const { name, table, policy, nowMs, known } = input;
  const skipped = (why: string) => ({ kind: 'skipped', resource: name, why }) as const;
  if (table === undefined) return skipped('there is no such table');
  if (table.globalTable) return skipped('it is a global table');
  const loads = loadsOf(input, table);
  if (loads.kind === 'unknown') return skipped(loads.why);
  const book = priceBookOf(policy);
  const violationUsdPerMinute = hourOnDemandUsd(loads.sides, book);
  if (violationUsdPerMinute <= 0) return skipped('it had no reads and no writes');
  const { minUnits, maxUnits } = policy.capacityMode;
  const sides = loads.sides.map(({ startMs, perSecond: demand, ...side }) => ({
    ...side,
    shadows: new TableShadows({
      demand,
      startMs,
      book,
      dimension: side.dimension,
      minUnits,
      maxUnits: Math.min(maxUnits, onDemandLimits.mostReadUnits),
    }),
  }));
  const found = reviewTable({
    sides,
    minute: Math.min(...loads.sides.map(({ perSecond }) => perSecond.length)),
    violationUsdPerMinute,
    ...(known && { champion: known.champion }),
  });
  const rule = ruleInForce(found, known, tableRuleText, nowMs);
  return { kind: 'learned', resource: name, text: tableRuleText(found), rule };
}

interface SideLoad extends TableSide {
  readonly startMs: number;
  readonly perSecond: Float64Array;
}

type Loads =
  | { readonly kind: 'known'; readonly sides: readonly SideLoad[] }
  | { readonly kind: 'unknown'; readonly why: string };

/** All sides or none: the mode is one for all of them. */
function loadsOf({ demand, name, policy }: TableInput, table: TableState): Loads {
  const sides: SideLoad[] = [];
  for (const side of sidesOf(table)) {
    const load = loadForReview(demandOfSide(demand, name, side), policy);
    if (load.kind === 'unknown') {
      const of = side.index === undefined ? '' : `index ${side.index}: `;
      return { kind: 'unknown', why: `${of}${load.why}` };
    }
    sides.push({ ...side, startMs: load.startMs, perSecond: load.perSecond });
  }
  return { kind: 'known', sides };
}

/** USD of a throttled minute: one hour of what the table with its indexes costs on demand. */
function hourOnDemandUsd(sides: readonly SideLoad[], book: PriceBook): number {
  let usd = 0;
  for (const { perSecond, dimension } of sides) {
    let sum = 0;
    for (const units of perSecond) sum += units;
    usd += (sum / perSecond.length) * 3600 * requestUnitUsd(book, dimension);
  }
  return usd;
}
