import { compareText, type MetricId, metricKey } from './metric-id';
import { Samples } from './samples';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** CloudWatch's retention: how long points stay at each resolution before they are rolled up into the next (CloudWatch user guide). */
const TIERS = [
  { resolutionMs: 1_000, keepMs: 3 * HOUR_MS },
  { resolutionMs: MINUTE_MS, keepMs: 15 * DAY_MS },
  { resolutionMs: 5 * MINUTE_MS, keepMs: 63 * DAY_MS },
  { resolutionMs: HOUR_MS, keepMs: 455 * DAY_MS },
] as const;

const STANDARD_TIER = 1;
/** ListMetrics shows a metric for two weeks after its last datapoint. */
const LISTED_FOR_MS = 14 * DAY_MS;

export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

export interface ReadOptions {
  /** Slots coarser than a period do not count. */
  readonly periodMs: number;
  /** Default: samples of all units. */
  readonly unit?: string | undefined;
  /** Whether the spread of the values is wanted and not just their totals. */
  readonly spread: boolean;
}

export interface Listed {
  readonly id: MetricId;
  /** Virtual time of the newest put. */
  readonly lastPutMs: number;
}

/** Above this many slots, the time that points stay at each resolution is halved until they fit: memory stays bounded on a fast clock. */
const MAX_SLOTS = 400_000;

type Slots = Map<number, Samples>;

interface Series {
  readonly id: MetricId;
  readonly units: Map<string, readonly Slots[]>;
  lastPutMs: number;
}

/** All datapoints, in slots of one second (high resolution) or one minute, rolled up and dropped as CloudWatch does. */
export class MetricStore {
  readonly #series = new Map<string, Series>();
  readonly #keys = new WeakMap<MetricId, string>();

  constructor(private readonly maxSlots = MAX_SLOTS) {}

  /** The slot for samples of `unit` at `timestampMs`; the caller adds them. */
  slot(id: MetricId, unit: string, timestampMs: number, nowMs: number, highResolution = false): Samples {
    const series = this.#seriesFor(id);
    series.lastPutMs = Math.max(series.lastPutMs, nowMs);
    let tiers = series.units.get(unit);
    if (tiers === undefined) {
      tiers = TIERS.map(() => new Map<number, Samples>());
      series.units.set(unit, tiers);
    }
    const tierIndex = highResolution ? 0 : STANDARD_TIER;
    return slotOf(tiers[tierIndex] as Slots, Math.floor(timestampMs / TIERS[tierIndex].resolutionMs));
  }

  /** The samples of each period that has any, by the period's start, ascending. Periods run from the start of the window. */
  read(id: MetricId, window: Window, options: ReadOptions): ReadonlyMap<number, Samples> {
    const found = new Map<number, Samples>();
    const series = this.#series.get(this.#key(id));
    for (const [name, tiers] of series?.units ?? []) {
      if (options.unit === undefined || options.unit === name) {
        collect(tiers, window, options, found);
      }
    }
    return found.size < 2 ? found : new Map([...found].sort(([a], [b]) => a - b));
  }

  unitsOf(id: MetricId): readonly string[] {
    return [...(this.#series.get(this.#key(id))?.units.keys() ?? [])].sort(compareText);
  }

  /** Metrics with data in the last two weeks, in the order of their keys. */
  list(nowMs: number): readonly Listed[] {
    return [...this.#series]
      .filter(([, { lastPutMs }]) => nowMs - lastPutMs <= LISTED_FOR_MS)
      .sort(([a], [b]) => compareText(a, b))
      .map(([, { id, lastPutMs }]) => ({ id, lastPutMs }));
  }

  /** Rolls up what is too old for its resolution and forgets what is too old for all. */
  prune(nowMs: number): void {
    this.#rollUpAll(nowMs, 1);
    for (let share = 1 / 2; this.size > this.maxSlots && share > 1 / 2_000; share /= 2) {
      this.#rollUpAll(nowMs, share);
    }
  }

  /** Slots held, for the bound on memory. */
  get size(): number {
    let slots = 0;
    for (const { units } of this.#series.values()) {
      for (const tiers of units.values()) {
        slots += tiers.reduce((total, tier) => total + tier.size, 0);
      }
    }
    return slots;
  }

  #rollUpAll(nowMs: number, share: number): void {
    for (const [key, series] of this.#series) {
      let slots = 0;
      for (const tiers of series.units.values()) {
        rollUp(tiers, nowMs, share);
        slots += tiers.reduce((total, tier) => total + tier.size, 0);
      }
      if (slots === 0) {
        this.#series.delete(key);
      }
    }
  }

  #seriesFor(id: MetricId): Series {
    const key = this.#key(id);
    const known = this.#series.get(key);
    if (known !== undefined) {
      return known;
    }
    const series: Series = { id, units: new Map(), lastPutMs: 0 };
    this.#series.set(key, series);
    return series;
  }

  #key(id: MetricId): string {
    const known = this.#keys.get(id);
    if (known !== undefined) {
      return known;
    }
    const key = metricKey(id);
    this.#keys.set(id, key);
    return key;
  }
}

function slotOf(tier: Slots, index: number): Samples {
  const known = tier.get(index);
  if (known !== undefined) {
    return known;
  }
  const samples = new Samples();
  tier.set(index, samples);
  return samples;
}

/** Goes through the slots of the window or through those that are there, whichever are fewer. */
function collect(
  tiers: readonly Slots[],
  { startMs, endMs }: Window,
  { periodMs, spread }: ReadOptions,
  into: Map<number, Samples>,
): void {
  const take = (samples: Samples | undefined, atMs: number): void => {
    if (samples === undefined) {
      return;
    }
    const period = slotOf(into, startMs + Math.floor((atMs - startMs) / periodMs) * periodMs);
    if (spread) {
      period.merge(samples);
    } else {
      period.mergeTotals(samples);
    }
  };
  for (const [index, tier] of tiers.entries()) {
    const resolutionMs = TIERS[index]?.resolutionMs ?? Number.POSITIVE_INFINITY;
    if (tier.size === 0 || resolutionMs > periodMs) {
      continue;
    }
    const first = Math.ceil(startMs / resolutionMs);
    const end = Math.ceil(endMs / resolutionMs);
    if (end - first <= tier.size) {
      for (let slot = first; slot < end; slot += 1) {
        take(tier.get(slot), slot * resolutionMs);
      }
    } else {
      for (const slot of [...tier.keys()].filter((each) => each >= first && each < end).sort((a, b) => a - b)) {
        take(tier.get(slot), slot * resolutionMs);
      }
    }
  }
}

function rollUp(tiers: readonly Slots[], nowMs: number, share: number): void {
  for (const [index, { resolutionMs, keepMs }] of TIERS.entries()) {
    const tier = tiers[index] as Slots;
    const next = tiers[index + 1];
    const nextResolutionMs = TIERS[index + 1]?.resolutionMs ?? resolutionMs;
    for (const [slot, samples] of tier) {
      const atMs = slot * resolutionMs;
      // Hours are never dropped before their time, only rolled up into.
      if (nowMs - atMs > (next === undefined ? keepMs : keepMs * share)) {
        tier.delete(slot);
        if (next !== undefined) {
          slotOf(next, Math.floor(atMs / nextResolutionMs)).merge(samples);
        }
      }
    }
  }
}
