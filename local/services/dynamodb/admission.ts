import type { DynamoDbContext } from './context';
import type { TableRecord } from './table';
import { type Throttle, throttleError } from './throttling';
import type { Dimension, ThroughputGuard } from './throughput-guard';
import type { Usage } from './usage';

/** Units wanted of a table (no index name) or a global index of it. */
export interface Want {
  readonly table: TableRecord;
  readonly indexName?: string;
  readonly dimension: Dimension;
  /** The least that the request can cost; the rest is charged when it is known. */
  readonly units: number;
  readonly hashKey?: string | undefined;
}

interface Held extends Want {
  readonly guard: ThroughputGuard;
}

/** What a request has reserved until its real cost is known. */
export class Reservation {
  readonly #held: Held[] = [];
  readonly #throttles: Throttle[] = [];

  constructor(
    private readonly context: DynamoDbContext,
    private readonly operation: string,
  ) {}

  /** Reserves all of `wants` or nothing; the limits that were hit are remembered for `refuse`. */
  tryTake(wants: readonly Want[]): boolean {
    const nowMs = this.context.platform.clock.now();
    const held = wants.map((want) => ({ ...want, guard: guardOf(this.context, want) }));
    const throttles = this.#refusals(held, nowMs);
    if (throttles.length > 0) {
      for (const throttle of throttles) this.context.meter.throttled(throttle);
      this.#throttles.push(...throttles);
      return false;
    }
    for (const one of held) one.guard.take(one.dimension, this.#weighted(one), one.hashKey, nowMs);
    this.#held.push(...held);
    return true;
  }

  take(wants: readonly Want[]): void {
    if (!this.tryTake(wants)) this.refuse(wants[0]?.table.name ?? '');
  }

  get throttles(): readonly Throttle[] {
    return this.#throttles;
  }

  /** Ends the request with what kept it out. */
  refuse(tableName: string): never {
    this.context.meter.throttledRequest(tableName, this.operation);
    throw throttleError(this.#throttles);
  }

  /** The request did nothing: gives the reserve back. */
  release(): void {
    this.#takeMore(() => 0);
  }

  /** The request used `usage` of `table`: takes the rest, or gives back what was too much. Counts it for the metrics. */
  settle(table: TableRecord, dimension: Dimension, usage: Usage, hashKey?: string | undefined): void {
    const { meter } = this.context;
    const actual = new Map<string | undefined, number>([[undefined, usage.table + sumOf(usage.locals)]]);
    for (const [name, units] of Object.entries(usage.globals)) actual.set(name, units);
    for (const [indexName, units] of actual) {
      const held = this.#held.filter(
        (one) => one.table.name === table.name && one.indexName === indexName && one.dimension === dimension,
      );
      const reserved = held.reduce((sum, one) => sum + one.units, 0);
      this.#charge({ table, dimension, units: units - reserved, hashKey, ...(indexName ? { indexName } : {}) });
      for (const one of held) this.#held.splice(this.#held.indexOf(one), 1);
      if (units > 0) meter.consumed(dimension, table.name, indexName, units);
    }
    const left = this.#held.filter((one) => one.table.name === table.name && one.dimension === dimension);
    for (const one of left) {
      this.#charge({ ...one, units: -one.units });
      this.#held.splice(this.#held.indexOf(one), 1);
    }
  }

  #refusals(held: readonly Held[], nowMs: number): readonly Throttle[] {
    if (this.context.options.enforce === false) return [];
    return held.flatMap((one) => {
      const { guard, dimension, hashKey } = one;
      const limit = guard.refusal(dimension, this.#weighted(one), hashKey, nowMs);
      return limit ? [{ resource: guard.resource, dimension, limit, mode: guard.mode }] : [];
    });
  }

  #takeMore(actual: (held: Held) => number): void {
    for (const one of this.#held.splice(0)) this.#charge({ ...one, units: actual(one) - one.units });
  }

  #charge(want: Want): void {
    if (want.units === 0) return;
    const nowMs = this.context.platform.clock.now();
    guardOf(this.context, want).take(want.dimension, this.#weighted(want), want.hashKey, nowMs);
  }

  #weighted({ table, units }: Want): number {
    return units * this.context.weight(table.name);
  }
}

const sumOf = (units: Readonly<Record<string, number>>): number =>
  Object.values(units).reduce((sum, one) => sum + one, 0);

const guardOf = (context: DynamoDbContext, want: Want): ThroughputGuard => {
  const arn = want.indexName === undefined ? want.table.arn : `${want.table.arn}/index/${want.indexName}`;
  const guard = context.guards.get(arn);
  if (!guard) throw new Error(`dynamodb.no-guard: ${arn}`);
  return guard;
};
