import type { TimeSeries } from './math-value';
import { type MetricQuery, QueryError } from './metric-query';

/** A result's label: the query's own, else the metric's name or the expression's id; of several series with the metric's label added. */
export function seriesLabel(query: MetricQuery, series: TimeSeries): string {
  if (query.kind === 'metric') {
    return query.label ?? query.metric.name;
  }
  const own = query.label ?? query.id;
  return series.fromArray === true ? `${own} ${series.label}`.trim() : own;
}

const VALUES: Readonly<Record<string, (values: readonly number[]) => number | undefined>> = {
  AVG: (values) => (values.length === 0 ? undefined : sum(values) / values.length),
  DATAPOINT_COUNT: (values) => values.length,
  FIRST: (values) => values[0],
  LAST: (values) => values.at(-1),
  MAX: (values) => (values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b))),
  MIN: (values) => (values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b))),
  SUM: sum,
};

/** Fills in `${MAX}`, `${PROP('Dim.ClusterId')}` and the like; those that are not there are refused by name. */
export function dynamicLabel(
  label: string,
  series: TimeSeries,
  place: { readonly account: string; readonly region: string },
): string {
  return label.replace(/\$\{([^}]*)\}/g, (_all, inside: string) => {
    const value = Object.hasOwn(VALUES, inside) ? VALUES[inside] : undefined;
    if (value !== undefined) {
      return String(value([...series.points.values()]) ?? '--');
    }
    const [, property] = /^PROP\('([^']+)'\)$/.exec(inside) ?? [];
    if (property === undefined) {
      throw new QueryError(`The dynamic label \${${inside}} is not there on the local platform`);
    }
    return propertyOf(property, series, place);
  });
}

function propertyOf(
  name: string,
  { metric, periodS }: TimeSeries,
  { account, region }: { readonly account: string; readonly region: string },
): string {
  if (name.startsWith('Dim.')) {
    return metric?.dimensions.get(name.slice('Dim.'.length)) ?? '--';
  }
  const properties: Readonly<Record<string, string | undefined>> = {
    AccountId: account,
    MetricName: metric?.name,
    Namespace: metric?.namespace,
    Period: String(periodS),
    Region: region,
    Stat: metric?.stat,
  };
  if (!Object.hasOwn(properties, name)) {
    throw new QueryError(`The dynamic label \${PROP('${name}')} is not there on the local platform`);
  }
  return properties[name] ?? '--';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
