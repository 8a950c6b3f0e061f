/** Taken out of their object once: these are the inner loops of every review. */
const { floor, max, min } = Math;
/** What a variant knows of the time of day: nothing, the median of the days of the last week, or the same day a week ago. */
export type Season = 'none' | 'usual' | 'week';

/**
 * What a variant takes for the load: the highest of the last minutes, or only what has lasted. Both grow with every minute's load: what
 * would not, like the rise of a load, is left out, so that more load never gives less capacity.
 */
export type Sight = 'highest' | 'lasting';

export const signalMinutes = {
  /** "Now" is the largest of these: a single minute may be a trough. */
  now: 5,
  /** What lasts is the least of these: one sample of 5 minutes does not fill them. */
  lasting: 6,
  /** A season looks this far ahead of the same minute, for what is ordered now arrives late ... */
  seasonAhead: 40,
  /** ... and as far back as leaves a window of this length. */
  seasonWindow: 45,
} as const;

const dayMinutes = 24 * 60;
/** Days that each season looks back to. */
export const lagDays: Readonly<Record<Season, readonly number[]>> = {
  none: [],
  usual: [1, 2, 3, 4, 5, 6, 7],
  week: [7],
};

/** The days of a season at one time, kept in order as they come: no sorting in the loop over all minutes. */
class Days {
  readonly #sorted = new Float64Array(lagDays.usual.length);
  #known = 0;

  clear(): void {
    this.#known = 0;
  }

  add(value: number): void {
    let at = this.#known;
    for (; at > 0 && (this.#sorted[at - 1] ?? 0) > value; at -= 1) this.#sorted[at] = this.#sorted[at - 1] ?? 0;
    this.#sorted[at] = value;
    this.#known += 1;
  }

  /** Upper median of those that are known; 0 of none. */
  get median(): number {
    return this.#known === 0 ? 0 : (this.#sorted[floor(this.#known / 2)] ?? 0);
  }
}

/**
 * What variants look at, for every minute at once: entry m is made of the demand before minute m and of nothing after. Arrays are
 * computed when first asked for and shared by all variants.
 */
export class LoadSignals {
  readonly #rolling = new Map<number, Float64Array>();
  readonly #rollingLasting = new Map<number, Float64Array>();
  readonly #seasons = new Map<Season, Float64Array>();
  #lasting: Float64Array | undefined;

  constructor(private readonly demand: Float64Array) {}

  get now(): Float64Array {
    return this.highest(signalMinutes.now);
  }

  /** The load as a variant sees it. */
  seen(sight: Sight): Float64Array {
    if (sight === 'highest') return this.now;
    this.#lasting ??= rollingMinimum(this.demand, signalMinutes.lasting);
    return this.#lasting;
  }

  /** Largest load of the minutes before, as a variant sees it. */
  highestSeen(sight: Sight, minutes: number): Float64Array {
    if (sight !== 'lasting') return this.highest(minutes);
    const known = this.#rollingLasting.get(minutes);
    if (known !== undefined) return known;
    const computed = rollingMaximum(this.seen('lasting').subarray(1), minutes);
    this.#rollingLasting.set(minutes, computed);
    return computed;
  }

  /** Largest demand of the minutes before. */
  highest(minutes: number): Float64Array {
    const known = this.#rolling.get(minutes);
    if (known !== undefined) return known;
    const computed = rollingMaximum(this.demand, minutes);
    this.#rolling.set(minutes, computed);
    return computed;
  }

  season(season: Season): Float64Array {
    const known = this.#seasons.get(season);
    if (known !== undefined) return known;
    const values = new Float64Array(this.demand.length + 1);
    if (season !== 'none') {
      const window = this.highest(signalMinutes.seasonWindow);
      const days = new Days();
      for (let minute = 1; minute < values.length; minute += 1) {
        days.clear();
        for (const lag of lagDays[season]) {
          const end = minute - lag * dayMinutes + signalMinutes.seasonAhead;
          if (end > 0) days.add(window[end] ?? 0);
        }
        values[minute] = days.median;
      }
    }
    this.#seasons.set(season, values);
    return values;
  }
}

/** The same for one minute, read straight from the demand: what a single decision needs. */
export class SignalsAt {
  constructor(
    private readonly demand: ArrayLike<number | null>,
    private readonly minute: number,
  ) {}

  get now(): number {
    return this.highest(signalMinutes.now);
  }

  highest(minutes: number): number {
    return this.#highestBetween(this.minute - minutes, this.minute);
  }

  /** Least of the minutes before; 0 where none is known. */
  lowest(minutes: number): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = max(0, this.minute - minutes); at < this.minute; at += 1) {
      lowest = min(lowest, this.demand[at] ?? Number.POSITIVE_INFINITY);
    }
    return Number.isFinite(lowest) ? lowest : 0;
  }

  seen(sight: Sight): number {
    return sight === 'lasting' ? this.#lastingAt(this.minute) : this.now;
  }

  highestSeen(sight: Sight, minutes: number): number {
    if (sight !== 'lasting') return this.highest(minutes);
    let highest = 0;
    for (let at = max(1, this.minute - minutes + 1); at <= this.minute; at += 1) {
      highest = max(highest, this.#lastingAt(at));
    }
    return highest;
  }

  season(season: Season): number {
    const days = new Days();
    for (const lag of lagDays[season]) {
      const end = this.minute - lag * dayMinutes + signalMinutes.seasonAhead;
      if (end > 0) days.add(this.#highestBetween(end - signalMinutes.seasonWindow, end));
    }
    return days.median;
  }

  #lastingAt(minute: number): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = max(0, minute - signalMinutes.lasting); at < minute; at += 1) {
      lowest = min(lowest, this.demand[at] ?? Number.POSITIVE_INFINITY);
    }
    return Number.isFinite(lowest) ? lowest : 0;
  }

  #highestBetween(from: number, to: number): number {
    let highest = 0;
    for (let at = max(0, from); at < to; at += 1) highest = max(highest, this.demand[at] ?? 0);
    return highest;
  }
}

/** Entry m is the largest of values[m - width .. m - 1], in one pass; entry 0 is 0. */
export function rollingMaximum(values: Float64Array, width: number): Float64Array {
  const highest = new Float64Array(values.length + 1);
  const candidates = new Int32Array(values.length + 1);
  let head = 0;
  let tail = 0;
  for (let minute = 1; minute <= values.length; minute += 1) {
    const value = values[minute - 1] ?? 0;
    while (tail > head && (values[candidates[tail - 1] ?? 0] ?? 0) <= value) tail -= 1;
    candidates[tail] = minute - 1;
    tail += 1;
    while ((candidates[head] ?? 0) < minute - width) head += 1;
    highest[minute] = values[candidates[head] ?? 0] ?? 0;
  }
  return highest;
}

/** The same with the least; entry 0 is 0. */
export function rollingMinimum(values: Float64Array, width: number): Float64Array {
  return rollingMaximum(
    values.map((value) => -value),
    width,
  ).map((value) => (value === 0 ? 0 : -value));
}
