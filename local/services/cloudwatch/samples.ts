/** A statistic set as PutMetricData takes it. */
export interface StatisticSet {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Above this many distinct values in one slot they are kept in bins one percent wide, so that memory stays bounded. */
const MAX_DISTINCT_VALUES = 2_000;
const BIN_RATIO = 1.01;

/** What is kept of the samples of one metric in one slot of time. */
export class Samples {
  count = 0;
  sum = 0;
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;
  /** A statistic set with different values was added: how its samples are spread is not known. */
  opaque = false;
  #values: Map<number, number> | undefined;

  add(value: number, count = 1): void {
    if (this.#values === undefined && this.count > 0 && (value !== this.minimum || value !== this.maximum)) {
      this.#values = new Map([[this.minimum, this.count]]);
    }
    this.#values?.set(value, (this.#values.get(value) ?? 0) + count);
    this.#total(count, value * count, value, value);
    this.#compress();
  }

  addSet(set: StatisticSet): void {
    if (set.minimum === set.maximum) {
      this.add(set.minimum, set.count);
      return;
    }
    this.opaque = true;
    this.#values = undefined;
    this.#total(set.count, set.sum, set.minimum, set.maximum);
  }

  /** Adds count, sum and extremes only; the spread is not known afterwards. */
  mergeTotals(other: Samples): void {
    if (other.count > 0) {
      this.opaque = true;
      this.#values = undefined;
      this.#total(other.count, other.sum, other.minimum, other.maximum);
    }
  }

  merge(other: Samples): void {
    if (other.opaque || this.opaque) {
      this.mergeTotals(other);
      return;
    }
    for (const [value, count] of other.distinct()) {
      this.add(value, count);
    }
  }

  /** Distinct values with their counts, ascending; empty for an opaque slot. */
  distinct(): readonly (readonly [number, number])[] {
    if (this.opaque || this.count === 0) {
      return [];
    }
    if (this.#values === undefined) {
      return [[this.minimum, this.count]];
    }
    return [...this.#values].sort(([a], [b]) => a - b);
  }

  #total(count: number, sum: number, minimum: number, maximum: number): void {
    this.count += count;
    this.sum += sum;
    this.minimum = Math.min(this.minimum, minimum);
    this.maximum = Math.max(this.maximum, maximum);
  }

  #compress(): void {
    if (this.#values === undefined || this.#values.size <= MAX_DISTINCT_VALUES) {
      return;
    }
    const binned = new Map<number, number>();
    for (const [value, count] of this.#values) {
      const bin = this.#binOf(value);
      binned.set(bin, (binned.get(bin) ?? 0) + count);
    }
    this.#values = binned;
  }

  #binOf(value: number): number {
    if (value === 0 || value === this.minimum || value === this.maximum) {
      return value;
    }
    const step = Math.round(Math.log(Math.abs(value)) / Math.log(BIN_RATIO));
    const bin = Math.sign(value) * BIN_RATIO ** step;
    return Math.min(Math.max(bin, this.minimum), this.maximum);
  }
}
