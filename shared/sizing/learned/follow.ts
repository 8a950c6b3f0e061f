import { HourWeights } from './hour-weights';

/** What several experts cost hour by hour: entry `hour * experts + expert`. */
export interface HourlyCosts {
  readonly experts: number;
  readonly usd: Float64Array;
}

/** Whom one would have followed, and what that cost. */
export interface Followed {
  /** By hour, knowing only the hours before it; the last entry is for the hour after the last one. */
  readonly choice: Uint8Array;
  readonly usd: Float64Array;
}

export interface FollowRules {
  /** The cost of an hour counts half so much later. */
  readonly halfLifeDays: number;
  /** A challenger must be cheaper by this share: not every hour another one. */
  readonly margin: number;
  /** Where experts are in order of their size: the margin of a larger one. By default that of all. */
  readonly marginUp?: number;
  /** Followed until there is a day to judge by. */
  readonly first: number;
}

const dayHours = 24;

/** Follows the expert whose costs until now are least, the newest counting most. */
export function follow({ experts, usd }: HourlyCosts, rules: FollowRules): Followed {
  const { halfLifeDays, margin, marginUp = margin, first } = rules;
  const hours = usd.length / experts;
  const decay = hourlyDecay(halfLifeDays);
  const scores = new Float64Array(experts);
  const choice = new Uint8Array(hours + 1).fill(first);
  const paid = new Float64Array(hours);
  let followed = first;
  for (let hour = 0; hour < hours; hour += 1) {
    const from = hour * experts;
    paid[hour] = usd[from + followed] ?? 0;
    let best = followed;
    let least = Number.POSITIVE_INFINITY;
    for (let expert = 0; expert < experts; expert += 1) {
      const score = (scores[expert] ?? 0) * decay + (usd[from + expert] ?? 0);
      scores[expert] = score;
      if (score >= least) continue;
      least = score;
      best = expert;
    }
    const bar = (scores[followed] ?? 0) * (1 - (best > followed ? marginUp : margin));
    if (hour + 1 >= dayHours && least < bar) followed = best;
    choice[hour + 1] = followed;
  }
  return { choice, usd: paid };
}

export interface MemoryRules extends Omit<FollowRules, 'halfLifeDays'> {
  /** Half-lives of the followers. */
  readonly memoriesDays: readonly number[];
  /** The half-life by which the followers themselves are judged. */
  readonly judgedOverDays: number;
  /** Index of the memory to begin with. */
  readonly firstMemory: number;
}

/**
 * How long to remember is learned as well: the experts are followed with every memory, and of these followers the one that paid least.
 * A load that changed its ways is left to a short memory as soon as that pays; rare peaks are kept by a long one.
 */
export function followWithMemories(costs: HourlyCosts, rules: MemoryRules): Followed {
  const { memoriesDays, judgedOverDays, firstMemory, ...common } = rules;
  const followers = memoriesDays.map((halfLifeDays) => follow(costs, { ...common, halfLifeDays }));
  const over = follow(sideBySide(followers), {
    halfLifeDays: judgedOverDays,
    margin: rules.margin,
    first: firstMemory,
  });
  return { choice: over.choice.map((one, hour) => followers[one]?.choice[hour] ?? rules.first), usd: over.usd };
}

/** Followers as experts of the next level. */
export function sideBySide(followers: readonly Followed[]): HourlyCosts {
  const experts = followers.length;
  const hours = followers[0]?.usd.length ?? 0;
  const usd = new Float64Array(hours * experts);
  for (const [expert, { usd: its }] of followers.entries()) {
    for (let hour = 0; hour < hours; hour += 1) usd[hour * experts + expert] = its[hour] ?? 0;
  }
  return { experts, usd };
}

/** Mean cost a day of the hours before `toHour`, weighted as a follower with that memory does. */
export const usdPerDay = ({ usd }: Pick<Followed, 'usd'>, toHour: number, halfLifeDays: number): number =>
  new HourWeights(toHour, { days: Number.POSITIVE_INFINITY, halfLifeDays }).perDay(usd);

const hourlyDecay = (halfLifeDays: number): number => 0.5 ** (1 / (dayHours * halfLifeDays));
