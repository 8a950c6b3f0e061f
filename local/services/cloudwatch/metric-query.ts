import { MathError } from './math-error';
import { evaluateMath } from './math-evaluate';
import { type MathNode, parseMath } from './math-parse';
import type { MathValue, TimeSeries } from './math-value';
import type { MetricId } from './metric-id';
import type { MetricStore, Window } from './metric-store';
import type { Samples } from './samples';
import { computeStatistic, parseStatistic, type Statistic } from './statistic';

/** One query of GetMetricData or of an alarm, checked and ready to run again and again. */
export type MetricQuery = MetricStatQuery | ExpressionQuery;

export interface MetricStatQuery {
  readonly kind: 'metric';
  readonly id: string;
  readonly label: string | undefined;
  readonly returnData: boolean;
  readonly metric: MetricId;
  readonly periodS: number;
  readonly stat: string;
  readonly statistic: Statistic;
  readonly unit: string | undefined;
}

export interface ExpressionQuery {
  readonly kind: 'expression';
  readonly id: string;
  readonly label: string | undefined;
  readonly returnData: boolean;
  readonly expression: string;
  readonly node: MathNode;
  readonly periodS: number | undefined;
}

/** An expression that failed, with its query's id. */
export class QueryError extends Error {}

export function statisticOf(stat: string): Statistic {
  const statistic = parseStatistic(stat);
  if (statistic === undefined) {
    throw new QueryError(`The statistic '${stat}' is not one that CloudWatch knows`);
  }
  return statistic;
}

export function expressionNode(id: string, expression: string): MathNode {
  if (/^\s*SELECT\s/i.test(expression)) {
    throw new QueryError(`Error in expression '${id}': Metrics Insights queries are not there on the local platform`);
  }
  return withId(id, () => parseMath(expression));
}

export interface RunLimits {
  /** FILL and the other functions that make points make none from here on. Default: the window's end. */
  readonly fillUntilMs?: number;
  /** Before this there is no data for a period. Default: no limit. */
  readonly oldestMs?: (periodS: number) => number;
}

/** Runs the queries over the window: values by query id, computed once each. */
export class QueryRun {
  readonly #values = new Map<string, MathValue>();
  readonly #running = new Set<string>();
  readonly #byId: ReadonlyMap<string, MetricQuery>;
  readonly #grids = new Map<number, readonly number[]>();

  constructor(
    private readonly store: MetricStore,
    private readonly queries: readonly MetricQuery[],
    private readonly window: Window,
    private readonly limits: RunLimits = {},
  ) {
    this.#byId = new Map(queries.map((query) => [query.id, query]));
  }

  value(query: MetricQuery): MathValue {
    const known = this.#values.get(query.id);
    if (known !== undefined) {
      return known;
    }
    const value = query.kind === 'metric' ? this.#metric(query) : this.#expression(query);
    this.#values.set(query.id, value);
    return value;
  }

  /** The series that a query returns; a scalar is no result. */
  series(query: MetricQuery): readonly TimeSeries[] {
    const value = this.value(query);
    switch (value.kind) {
      case 'series':
        return [value];
      case 'array':
        return value.items.map((item) => ({ ...item, fromArray: true }));
      case 'scalar':
      case 'text':
        throw new QueryError(
          `Error in expression '${query.id}': The result must be a time series or an array of time series, not a scalar`,
        );
    }
  }

  /** Samples of each period of the window that has any, ascending. */
  samples(query: MetricStatQuery): ReadonlyMap<number, Samples> {
    const periodMs = query.periodS * 1_000;
    const { startMs, endMs } = this.window;
    const window = { startMs: startMs + this.#skipped(query.periodS) * periodMs, endMs };
    const spread = query.statistic.kind !== 'basic';
    return this.store.read(query.metric, window, { periodMs, unit: query.unit, spread });
  }

  #metric(query: MetricStatQuery): TimeSeries {
    const points = new Map<number, number>();
    for (const [atMs, samples] of this.samples(query)) {
      const value = computeStatistic(samples, query.statistic);
      if (value !== undefined) {
        points.set(atMs, value);
      }
    }
    return {
      kind: 'series',
      label: query.label ?? query.metric.name,
      periodS: query.periodS,
      points,
      metric: {
        queryId: query.id,
        namespace: query.metric.namespace,
        name: query.metric.name,
        dimensions: new Map(query.metric.dimensions.map(({ name, value }) => [name, value])),
        stat: query.stat,
      },
    };
  }

  #expression(query: ExpressionQuery): MathValue {
    if (this.#running.has(query.id)) {
      throw new QueryError(
        `Error in expression '${query.id}': the expressions of the request refer to each other in a circle`,
      );
    }
    this.#running.add(query.id);
    try {
      return withId(query.id, () =>
        evaluateMath(query.node, {
          lookUp: (id) => {
            const other = this.#byId.get(id);
            return other === undefined ? undefined : this.value(other);
          },
          metrics: () => this.#metrics(),
          grid: (periodS) =>
            this.#grid(periodS).filter((atMs) => atMs < (this.limits.fillUntilMs ?? this.window.endMs)),
          defaultPeriodS: query.periodS ?? this.#longestPeriodS() ?? 60,
        }),
      );
    } finally {
      this.#running.delete(query.id);
    }
  }

  #metrics(): readonly TimeSeries[] {
    return this.queries.flatMap((query) => {
      const value = query.kind === 'metric' ? this.value(query) : undefined;
      return value?.kind === 'series' ? [value] : [];
    });
  }

  #longestPeriodS(): number | undefined {
    const periods = this.queries.flatMap((query) => (query.kind === 'metric' ? [query.periodS] : []));
    return periods.length === 0 ? undefined : Math.max(...periods);
  }

  /** Periods at the start of the window that are too long ago for data. */
  #skipped(periodS: number): number {
    const { startMs } = this.window;
    const oldestMs = this.limits.oldestMs?.(periodS) ?? startMs;
    return Math.max(0, Math.ceil((oldestMs - startMs) / (periodS * 1_000)));
  }

  #grid(periodS: number): readonly number[] {
    const known = this.#grids.get(periodS);
    if (known !== undefined) {
      return known;
    }
    const stepMs = periodS * 1_000;
    const { startMs, endMs } = this.window;
    const skipped = this.#skipped(periodS);
    const count = Math.max(0, Math.ceil((endMs - startMs) / stepMs) - skipped);
    const grid = Array.from({ length: count }, (_, i) => startMs + (skipped + i) * stepMs);
    this.#grids.set(periodS, grid);
    return grid;
  }
}

function withId<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MathError) {
      throw new QueryError(`Error in expression '${id}': ${error.message}`);
    }
    throw error;
  }
}
