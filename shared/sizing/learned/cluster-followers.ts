import type { NodeType } from '../node-catalogue';
import { nodeUsdPerHour, type PriceBook } from '../price-book';
import type { ClusterShadows } from './cluster-shadows';
import { clusterVariants, firstClusterVariant } from './cluster-variants';
import { once } from './computed-once';
import { type Followed, followWithMemories, sideBySide } from './follow';

/** What costs a day are told over. */
export const halfLifeDays = 3;
/** How variants are followed on one type: one must be a hundredth cheaper than the one in force. */
const variantRules = { memoriesDays: [1, 3, 7], judgedOverDays: halfLifeDays, firstMemory: 1, margin: 0.01 } as const;

/** Another type means another cluster and a hand-over. A smaller one saves from its first hour; a larger one costs from then on. */
export const typeMargins = { smaller: 0.02, larger: 0.2 } as const;
/** How types are followed. Loads outgrow one, or stop to need it, from one day to the next: a short memory is believed first. */
const typeRules = {
  memoriesDays: [1, 3],
  judgedOverDays: 7,
  firstMemory: 0,
  margin: typeMargins.smaller,
  marginUp: typeMargins.larger,
} as const;
/** What the type that a cluster has is compared over with the one that is followed. */
export const typeHalfLifeDays = 1;

/**
 * What a cluster would have cost under the rules learned hour by hour, on each node type: not the best variant in hindsight, which
 * nobody could have known. Reckoned once per price of a violation and read by reviews of any hour, which look at the hours before theirs.
 */
export class ClusterFollowers {
  readonly #on = new Map<string, Followed>();
  readonly #over = new Map<string, Followed>();

  constructor(
    readonly shadows: ClusterShadows,
    readonly book: PriceBook,
  ) {}

  /** Over `clusterVariants`, on one type. */
  on(type: NodeType, violationUsdPerMinute: number): Followed {
    return once(this.#on, `${type.name} ${violationUsdPerMinute}`, () => {
      const played = this.shadows.on(type);
      const experts = played.length;
      const nodeUsdPerMinute = nodeUsdPerHour(this.book, type.name) / 60;
      const usd = new Float64Array((played[0]?.nodeMinutes.length ?? 0) * experts);
      for (const [expert, { nodeMinutes, violationMinutes }] of played.entries()) {
        for (const [hour, minutes] of nodeMinutes.entries()) {
          usd[hour * experts + expert] =
            minutes * nodeUsdPerMinute + (violationMinutes[hour] ?? 0) * violationUsdPerMinute;
        }
      }
      return followWithMemories({ experts, usd }, { ...variantRules, first: firstIndex });
    });
  }

  /** Over node types, the smallest first, each under the rules learned on it; the choice is an index into `types`. */
  over(types: readonly NodeType[], violationUsdPerMinute: number): Followed {
    return once(this.#over, `${types.map(({ name }) => name).join(' ')} ${violationUsdPerMinute}`, () => {
      const costs = sideBySide(types.map((type) => this.on(type, violationUsdPerMinute)));
      return followWithMemories(costs, { ...typeRules, first: 0 });
    });
  }
}

const firstIndex = clusterVariants.findIndex(
  ({ headroom, inHours, season, sight }) =>
    headroom === firstClusterVariant.headroom &&
    inHours === firstClusterVariant.inHours &&
    season === firstClusterVariant.season &&
    sight === firstClusterVariant.sight,
);
