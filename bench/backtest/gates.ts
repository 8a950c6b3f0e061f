import type { BacktestReport, Contender } from '../../cli/backtest/report';

/** One series in one setting, against the best causal comparator of that series. */
export interface Row {
  readonly series: string;
  readonly setting: Setting;
  readonly recorded: boolean;
  readonly report: BacktestReport;
  readonly best: Contender;
  /** Total over that of the best causal comparator. */
  readonly ratio: number;
  readonly clairvoyantRatio?: number;
  /** Bill by whole node-hours over the bill by the minute. */
  readonly wholeHours?: number;
  /** Comparators that are better on one axis and not worse on the other. */
  readonly dominatedBy: readonly string[];
}

export type Setting = 'dax-reads' | 'dax-mixed' | 'table';

export const rowOf = (series: string, setting: Setting, recorded: boolean, report: BacktestReport): Row => {
  const [own, ...others] = report.contenders;
  const causal = others.filter(({ knowsTheFuture }) => !knowsTheFuture);
  const best = causal.toSorted((a, b) => a.total - b.total)[0];
  if (own === undefined || best === undefined) throw new Error(`${series}: nothing to compare`);
  const clairvoyant = others.find(({ name }) => name === 'clairvoyant');
  return {
    series,
    setting,
    recorded,
    report,
    best,
    ratio: own.total / best.total,
    ...(clairvoyant === undefined ? {} : { clairvoyantRatio: own.total / clairvoyant.total }),
    ...(report.domain === 'dax' ? { wholeHours: report.usdWholeHours / report.usd } : {}),
    dominatedBy: causal.filter((one) => isDominated(own, one)).map(({ name }) => name),
  };
};

/** Better by more than 2 % of cost, or by more than 5 minutes and 5 % of the violations, without being worse on the other axis. */
const isDominated = (own: Contender, other: Contender): boolean => {
  const cheaper = other.usd < own.usd * 0.98;
  const calmer =
    other.violationMinutes < own.violationMinutes - 5 && other.violationMinutes < own.violationMinutes * 0.95;
  return (cheaper && other.violationMinutes <= own.violationMinutes) || (calmer && other.usd <= own.usd);
};

export interface Gate {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly met: boolean;
}

const limits: Readonly<Record<Setting, { readonly all: number; readonly median: number }>> = {
  'dax-reads': { all: 1.15, median: 0.88 },
  'dax-mixed': { all: 1.2, median: 0.95 },
  table: { all: 1.35, median: 1 },
};

export const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
};

/** The goals that the policy is held to, in one setting, over whatever rows are given. */
export const gatesOf = (setting: Setting, rows: readonly Row[]): readonly Gate[] => {
  const ratios = rows.map(({ ratio }) => ratio);
  const atMost = (name: string, value: number, limit: number): Gate => ({ name, value, limit, met: value <= limit });
  const near = ratios.filter((ratio) => ratio <= 1.05).length / Math.max(1, ratios.length);
  const whole = rows.flatMap(({ wholeHours }) => (wholeHours === undefined ? [] : [wholeHours]));
  return [
    atMost('median of the ratios', medianOf(ratios), limits[setting].median),
    atMost('worst ratio', Math.max(...ratios), limits[setting].all),
    { name: 'share of series at 1.05 or better', value: near, limit: 0.9, met: near >= 0.9 },
    atMost('series on which a comparator dominates', rows.filter((row) => row.dominatedBy.length > 0).length, 0),
    ...(whole.length === 0
      ? []
      : [
          atMost('bill by whole node-hours, median', medianOf(whole), 1.04),
          atMost('bill by whole node-hours, worst', Math.max(...whole), 1.04),
        ]),
  ];
};
