/** Taken out of their object once: these are the inner loops of every review. */
const { max, min } = Math;
/** How a variant looks back over a whole day or week: not at all, at the same time of yesterday, or of a week ago. */
export type Season = 'none' | 'day' | 'week';

export const signalMinutes = {
  /** "Now" is the largest of these: a single minute may be a trough. */
  now: 5,
  /** The rise that may go on is the one of these. */
  rise: 20,
  /** A season looks this far ahead of the same minute, for what is ordered now arrives late ... */
  seasonAhead: 40,
  /** ... and as far back as leaves a window of this length. */
  seasonWindow: 45,
} as const;

const dayMinutes = 24 * 60;
const lagMinutes: Readonly<Record<Exclude<Season, 'none'>, number>> = { day: dayMinutes, week: 7 * dayMinutes };

/**
 * What variants look at, for every minute at once: entry m is made of the demand before minute m and of nothing after. Arrays are
 * computed when first asked for and shared by all variants.
 */
export class LoadSignals {
  readonly #rolling = new Map<number, Float64Array>();
  readonly #seasons = new Map<Season, Float64Array>();
  #rise: Float64Array | undefined;

  constructor(private readonly demand: Float64Array) {}

  get now(): Float64Array {
    return this.highest(signalMinutes.now);
  }

  /** Largest demand of the minutes before. */
  highest(minutes: number): Float64Array {
    const known = this.#rolling.get(minutes);
    if (known !== undefined) return known;
    const computed = rollingMaximum(this.demand, minutes);
    this.#rolling.set(minutes, computed);
    return computed;
  }

  /** How much the demand has risen from its lowest of the last minutes. */
  get rise(): Float64Array {
    if (this.#rise !== undefined) return this.#rise;
    const lowest = rollingMaximum(
      this.demand.map((value) => -value),
      signalMinutes.rise,
    );
    const { now } = this;
    this.#rise = now.map((value, minute) => max(0, value + (lowest[minute] ?? 0)));
    return this.#rise;
  }

  season(season: Season): Float64Array {
    const known = this.#seasons.get(season);
    if (known !== undefined) return known;
    const values = new Float64Array(this.demand.length + 1);
    if (season !== 'none') {
      const window = this.highest(signalMinutes.seasonWindow);
      const shift = lagMinutes[season] - signalMinutes.seasonAhead;
      for (let minute = shift + 1; minute < values.length; minute += 1) values[minute] = window[minute - shift] ?? 0;
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

  get rise(): number {
    return max(0, this.now - this.lowest(signalMinutes.rise));
  }

  season(season: Season): number {
    if (season === 'none') return 0;
    const end = this.minute - lagMinutes[season] + signalMinutes.seasonAhead;
    return end <= 0 ? 0 : this.#highestBetween(end - signalMinutes.seasonWindow, end);
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
