import type { BillingMode, Capacity, Units } from './table';
import { warmUnits } from './table-description';
import { TokenBucket } from './token-bucket';
import { TrafficPeak } from './traffic-peak';

export type Dimension = 'read' | 'write';

/** Why a request is refused, in AWS's words; the reason is `TableRead` + this, and so on. */
export type Limit =
  | 'ProvisionedThroughputExceeded'
  | 'KeyRangeThroughputExceeded'
  | 'MaxOnDemandThroughputExceeded'
  | 'AccountLimitExceeded';

export interface Resource {
  readonly kind: 'Table' | 'Index';
  readonly tableName: string;
  readonly indexName?: string;
  readonly arn: string;
}

/** Unused provisioned capacity is kept for 300 seconds (guide, burst capacity). */
const burstSeconds = 300;
/** On-demand limits are best effort; a short reserve keeps them from biting on single requests that come close together. */
const onDemandBurstSeconds = 5;
/** What one partition, so one partition key at the utmost, can carry. */
export const partitionLimit: Units = { read: 3_000, write: 1_000 };
const hotKeysKept = 2_000;

/** Lets requests of one table or one global index in, or says which limit they hit. */
export class ThroughputGuard {
  readonly #provisioned: Readonly<Record<Dimension, TokenBucket>>;
  readonly #onDemand: Readonly<Record<Dimension, TokenBucket>>;
  readonly #peaks: Readonly<Record<Dimension, TrafficPeak>>;
  readonly #keys = new Map<string, TokenBucket>();
  #mode: BillingMode;
  #capacity: Capacity;

  constructor(
    readonly resource: Resource,
    mode: BillingMode,
    capacity: Capacity,
    readonly quota: number,
    nowMs: number,
    initialSeconds = 1,
  ) {
    this.#mode = mode;
    this.#capacity = capacity;
    const provisioned = (dimension: Dimension): TokenBucket =>
      new TokenBucket(capacity.provisioned[dimension], burstSeconds, nowMs, initialSeconds);
    this.#provisioned = { read: provisioned('read'), write: provisioned('write') };
    this.#peaks = { read: new TrafficPeak(0), write: new TrafficPeak(0) };
    this.#onDemand = {
      read: new TokenBucket(this.#onDemandLimit('read', nowMs).rate, onDemandBurstSeconds, nowMs, onDemandBurstSeconds),
      write: new TokenBucket(
        this.#onDemandLimit('write', nowMs).rate,
        onDemandBurstSeconds,
        nowMs,
        onDemandBurstSeconds,
      ),
    };
  }

  get mode(): BillingMode {
    return this.#mode;
  }

  configure(mode: BillingMode, capacity: Capacity, nowMs: number): void {
    this.#mode = mode;
    this.#capacity = capacity;
    if (mode === 'PAY_PER_REQUEST') return;
    this.#provisioned.read.setRate(capacity.provisioned.read, nowMs);
    this.#provisioned.write.setRate(capacity.provisioned.write, nowMs);
  }

  /** The limit that keeps `units` out now, `undefined` when they may come in. */
  refusal(dimension: Dimension, units: number, hashKey: string | undefined, nowMs: number): Limit | undefined {
    if (this.#mode === 'PROVISIONED') {
      if (!this.#provisioned[dimension].allows(units, nowMs)) return 'ProvisionedThroughputExceeded';
    } else {
      const { rate, limit } = this.#onDemandLimit(dimension, nowMs);
      this.#onDemand[dimension].scaleRate(rate, nowMs);
      if (!this.#onDemand[dimension].allows(units, nowMs)) return limit;
    }
    const key = this.#keyBucket(dimension, hashKey, nowMs);
    return key === undefined || key.allows(units, nowMs) ? undefined : 'KeyRangeThroughputExceeded';
  }

  take(dimension: Dimension, units: number, hashKey: string | undefined, nowMs: number): void {
    if (this.#mode === 'PROVISIONED') this.#provisioned[dimension].take(units, nowMs);
    else {
      this.#onDemand[dimension].take(units, nowMs);
      this.#peaks[dimension].add(units, nowMs);
    }
    this.#keyBucket(dimension, hashKey, nowMs)?.take(units, nowMs);
  }

  /** The lowest of the configured maximum, the table quota, and what the table has grown to: twice its peak, or what it was warmed for. */
  #onDemandLimit(dimension: Dimension, nowMs: number): { readonly rate: number; readonly limit: Limit } {
    const grown = Math.max(warmUnits(this.#capacity, true)[dimension], 2 * this.#peaks[dimension].at(nowMs));
    const configured = this.#capacity.onDemandMax[dimension] ?? Number.POSITIVE_INFINITY;
    if (configured <= grown && configured <= this.quota)
      return { rate: configured, limit: 'MaxOnDemandThroughputExceeded' };
    if (this.quota <= grown) return { rate: this.quota, limit: 'AccountLimitExceeded' };
    return { rate: grown, limit: 'KeyRangeThroughputExceeded' };
  }

  #keyBucket(dimension: Dimension, hashKey: string | undefined, nowMs: number): TokenBucket | undefined {
    if (hashKey === undefined) return undefined;
    const name = `${dimension}:${hashKey}`;
    const known = this.#keys.get(name);
    const bucket =
      known ?? new TokenBucket(partitionLimit[dimension], onDemandBurstSeconds, nowMs, onDemandBurstSeconds);
    this.#keys.delete(name);
    this.#keys.set(name, bucket);
    if (this.#keys.size > hotKeysKept) this.#keys.delete(this.#keys.keys().next().value ?? '');
    return bucket;
  }
}
