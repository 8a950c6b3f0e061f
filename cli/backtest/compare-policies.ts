import { renderTable, usd } from '../output';
import type { BacktestReport } from './report';
import type { Backtest } from './run-backtest';

/** One replay per policy of the same demand. */
export interface PolicyRun {
  readonly policy: string;
  readonly backtest: Backtest;
}

export interface PolicyComparison {
  readonly series: string;
  readonly domain: BacktestReport['domain'];
  readonly policies: readonly (BacktestReport & { readonly policy: string })[];
}

export const comparisonOf = (runs: readonly PolicyRun[]): PolicyComparison => {
  const first = runs[0]?.backtest.report;
  if (first === undefined) throw new RangeError('a comparison has at least one policy');
  return {
    series: first.series,
    domain: first.domain,
    policies: runs.map(({ policy, backtest }) => ({ policy, ...backtest.report })),
  };
};

/** A column per policy; the cheapest in total is marked, and the best of the other autoscalers stands beside them. */
export const renderComparison = ({ series, policies }: PolicyComparison): string => {
  const least = Math.min(...policies.map(({ total }) => total));
  const rowsOf: readonly (readonly [string, (report: BacktestReport) => string])[] = [
    ['cost', (report) => usd(report.usd)],
    ['violation min', (report) => String(report.violationMinutes)],
    ['changes', (report) => String(report.changes)],
    ['total', (report) => `${usd(report.total)}${report.total === least ? ' *' : ''}`],
    ['x the best of the others', (report) => bestOfOthers(report)],
    ['begins with', (report) => beginning(report)],
  ];
  const days = policies[0] === undefined ? 0 : (policies[0].minutes - policies[0].historyMinutes) / 1440;
  return [
    `${series}: ${policies.length} policies over ${days.toFixed(1)} days, side by side`,
    renderTable(
      ['', ...policies.map(({ policy }) => policy)],
      rowsOf.map(([name, of]) => [name, ...policies.map(of)]),
    ),
    `* least total = cost + ${usd(policies[0]?.violationUsdPerMinute)} for each minute of violation. --html draws them over each other, --json has every timeline.`,
  ].join('\n');
};

const bestOfOthers = ({ contenders, total }: BacktestReport): string => {
  const best = contenders
    .slice(1)
    .filter(({ knowsTheFuture }) => !knowsTheFuture)
    .toSorted((a, b) => a.total - b.total)[0];
  return best === undefined || best.total === 0 ? '-' : `${(total / best.total).toFixed(2)} (${best.name})`;
};

const beginning = (report: BacktestReport): string => {
  if (report.domain === 'dax') return `${report.points[0]?.nodes} x ${report.points[0]?.nodeType}`;
  const point = report.points[0];
  return point?.mode === 'provisioned' ? `${point.read} read units` : 'on demand';
};
