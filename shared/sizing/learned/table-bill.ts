import type { Policy } from '../../targets';
import { onDemandUsdPerMonth, provisionedUsdPerMonth } from '../capacity-cost';
import { cents } from '../cluster-options';
import type { Action, ThroughputPlan } from '../decision';
import { priceBookOf } from '../price-book';
import type { Series, TableState } from '../snapshot';
import { sum } from '../statistics';
import type { LearnedSide } from './side-units';
import { planOf } from './table-rule';

const dayMinutes = 24 * 60;

/** USD a month of a table with its indexes: provisioned by its units, on demand by the mean of the last day. */
export function learnedTableUsd(table: TableState, sides: readonly LearnedSide[], policy: Policy) {
  const book = priceBookOf(policy);
  const onDemand = (): number =>
    cents(
      sum(
        sides.map(({ dimension, demand, minute }) =>
          onDemandUsdPerMonth(book, dimension, meanOf(demand, minute, dayMinutes)),
        ),
      ),
    );
  const provisioned = ({ read, write, indexes }: ThroughputPlan): number =>
    cents(
      sum(
        [{ read, write }, ...indexes].map(
          (one) => provisionedUsdPerMonth(book, 'read', one.read) + provisionedUsdPerMonth(book, 'write', one.write),
        ),
      ),
    );
  return {
    now: table.billingMode === 'provisioned' ? provisioned(planOf(table)) : onDemand(),
    after: (action: Extract<Action, { readonly kind: 'set-billing-mode' | 'set-throughput' }>): number => {
      if (action.kind === 'set-throughput') return provisioned(action.to);
      return action.to === 'on-demand' ? onDemand() : provisioned(action.throughput ?? planOf(table));
    },
  };
}

function meanOf({ values }: Series, minute: number, minutes: number): number {
  const from = Math.max(0, minute - minutes);
  let sum = 0;
  for (let at = from; at < minute; at += 1) sum += values[at] ?? 0;
  return minute === from ? 0 : sum / (minute - from);
}
