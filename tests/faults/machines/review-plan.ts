import type { Cell } from '../fault-cells';
import type { PlannedFault } from '../plan';
import { Random } from '../random';
import { cellsOf } from './cells';
import type { Schedule } from './played';

export const reviewCells = cellsOf('review');

/** Something to find, from one time to another; times from the start. */
export interface Condition {
  readonly what: 'undeclared-cluster' | 'alarm-stuck' | 'alarm-of-orders' | 'quota' | 'set-back';
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface ReviewPlan extends Schedule {
  readonly conditions: readonly Condition[];
  /** Starts of reviews, in the order of time; two may be at once. */
  readonly startsAtMs: readonly number[];
  readonly stops: readonly { readonly execution: number; readonly afterMs: number }[];
  /** The last weekly report was sent more than a week before. */
  readonly reportIsDue: boolean;
  readonly override: 'of-a-person' | 'cleared-once-held' | 'none';
}

const hourMs = 3_600_000;
const reviews = 6;

/** Every other schedule meets its cell at the first call and no other fault, the one after it anywhere: the cells take turns in both. */
export function reviewPlan(seed: number): ReviewPlan {
  const random = new Random(seed);
  const focus = reviewCells[Math.floor(seed / 2) % reviewCells.length];
  if (focus === undefined) throw new Error('there are no cells');
  const starts = Array.from({ length: reviews }, (_, index) => index * 6 * hourMs);
  return {
    seed,
    conditions: (['undeclared-cluster', 'alarm-stuck', 'alarm-of-orders', 'quota', 'set-back'] as const)
      .filter((what) => random.chance(what === 'set-back' ? 0.7 : 0.5))
      .map((what) => {
        const fromMs = random.pick([0, 0, random.below(24 * hourMs)]);
        return {
          what,
          fromMs,
          untilMs: random.chance(0.3) ? fromMs + random.below(30 * hourMs) : Number.POSITIVE_INFINITY,
        };
      }),
    startsAtMs: [...starts, ...starts.filter(() => random.chance(0.15)).map((ms) => ms + random.below(60_000))].sort(
      (a, b) => a - b,
    ),
    stops: Array.from({ length: random.pick([0, 0, 1, 2]) }, () => ({
      execution: random.below(reviews),
      afterMs: random.below(5_000),
    })),
    // Asked for by nothing but the report.
    reportIsDue: (focus.state === 'Settle' && focus.operation === 'dynamodb:Query') || random.chance(0.1),
    override: random.pick(['of-a-person', 'cleared-once-held', 'none'] as const),
    faults: [
      seed % 2 === 0 ? { ...faultOf(random, focus), skip: 0 } : faultOf(random, focus),
      ...Array.from({ length: seed % 2 === 0 ? 0 : random.pick([0, 1, 2]) }, () =>
        faultOf(random, random.pick(reviewCells)),
      ),
    ],
  };
}

function faultOf(random: Random, cell: Cell): PlannedFault {
  const count = cell.fault.kind === 'stop' ? 1 : random.pick([1, 1, 2, 3, 8]);
  return { cell, skip: random.pick([0, 0, 1, 3, 8]), count };
}
