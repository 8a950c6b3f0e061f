import type { PolicyRun } from './compare-policies';

/** Points a plot is drawn with at most: of each stretch the largest load is kept, so that no peak is lost. */
const mostPoints = 2500;

/** One plot of the report: a line per policy over the same times. */
export interface Plot {
  readonly id: string;
  readonly title: string;
  readonly stepped: boolean;
  readonly lines: readonly {
    readonly label: string;
    readonly values: readonly (number | null)[];
    readonly dots?: true;
  }[];
}

export interface PlotData {
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly plots: readonly Plot[];
}

/** Load, capacity with a dot at each decision, and what it came to: dollars and violations in one figure. */
export const plotsOf = (runs: readonly PolicyRun[]): PlotData => {
  const first = runs[0]?.backtest;
  if (first === undefined) return { times: [], plots: [] };
  const { report, demand } = first;
  const from = report.historyMinutes;
  const stretch = Math.max(1, Math.ceil((demand.length - from) / mostPoints));
  const starts = Array.from({ length: Math.ceil((demand.length - from) / stretch) }, (_, index) => index * stretch);
  const dax = report.domain === 'dax';
  const several = runs.length > 1;
  const named = (policy: string, what: string): string => (several ? `${policy}: ${what}` : what);
  return {
    times: starts.map((minute) => report.startMs / 1000 + (from + minute) * 60),
    plots: [
      {
        id: 'load',
        title: 'Load',
        stepped: false,
        lines: [
          {
            label: dax ? 'requests/s' : 'read units/s',
            values: starts.map((minute) => highest(demand.subarray(from + minute, from + minute + stretch))),
          },
        ],
      },
      {
        id: 'size',
        title: 'Capacity',
        stepped: true,
        lines: runs.flatMap(({ policy, backtest }) => {
          const sizes = starts.map((minute) => backtest.capacity[minute] ?? 0);
          const decided = new Set(backtest.decisions.map(({ t }) => Math.floor((t - from) / stretch)));
          const dots = sizes.map((size, index) => (decided.has(index) ? size : null));
          return [
            { label: named(policy, dax ? 'nodes' : 'provisioned units'), values: sizes },
            ...(several ? [] : [{ label: 'decision', values: dots, dots: true } as const]),
          ];
        }),
      },
      // Nodes of two types are not alike: their price says which ones these are.
      ...(runs.some(({ backtest }) => changesType(backtest))
        ? [
            {
              id: 'price',
              title: 'Price of that capacity, USD an hour',
              stepped: true,
              lines: runs.map(({ policy, backtest: { usdByMinute } }) => ({
                label: named(policy, 'USD an hour'),
                values: starts.map((minute) => Number((60 * (usdByMinute[minute] ?? 0)).toFixed(4))),
              })),
            },
          ]
        : []),
      {
        id: 'cost',
        title: 'Cost so far, violations priced in',
        stepped: false,
        lines: runs.map(({ policy, backtest }) => ({
          label: named(policy, 'USD'),
          values: runningTotal(backtest, starts),
        })),
      },
    ],
  };
};

const changesType = ({ report }: PolicyRun['backtest']): boolean =>
  report.domain === 'dax' && new Set(report.points.map(({ nodeType }) => nodeType)).size > 1;

const highest = (values: Float64Array): number => Number(Math.max(...values).toPrecision(6));

const runningTotal = (
  { report, usdByMinute, violated }: PolicyRun['backtest'],
  starts: readonly number[],
): readonly number[] => {
  let sum = 0;
  let minute = 0;
  return starts.map((start) => {
    for (; minute <= start; minute += 1) {
      sum += (usdByMinute[minute] ?? 0) + (violated[minute] ?? 0) * report.violationUsdPerMinute;
    }
    return Number(sum.toFixed(4));
  });
};
