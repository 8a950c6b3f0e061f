import type { ReviewedTarget, ReviewReport } from '../../shared/review';
import type { Series } from '../../shared/sizing';

/** One plot of the page: lines over the same hours. */
export interface Plot {
  readonly id: string;
  readonly title: string;
  readonly stepped: boolean;
  readonly lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}

export interface PlotData {
  /** Starts of the hours, seconds since the epoch. */
  readonly times: readonly number[];
  readonly plots: readonly Plot[];
}

const hourMs = 3_600_000;

/** Load, use and node count of one target; a plot without any point is left out. */
export const plotsOf = (report: ReviewReport, { target, load, now, decided }: ReviewedTarget): PlotData => {
  const first = Math.ceil(report.fromMs / hourMs) * hourMs;
  const hours = Array.from(
    { length: Math.max(0, Math.floor((report.toMs - first) / hourMs)) },
    (_, at) => first + at * hourMs,
  );
  const values = (series: Series | undefined, divisor = 1) => hours.map((hour) => valueAt(series, hour, divisor));
  const plots: readonly Plot[] = [
    {
      id: `${target}-requests`,
      title: 'Requests to the cluster',
      stepped: false,
      lines: [{ label: 'requests/s', values: values(load.requests, 3600) }],
    },
    {
      id: `${target}-use`,
      title: 'CPU and cache memory, busiest node',
      stepped: false,
      lines: [
        { label: 'CPU %', values: values(load.cpuPercent) },
        { label: 'cache memory %', values: values(load.cacheMemoryPercent) },
      ],
    },
    {
      id: `${target}-nodes`,
      title: 'Nodes as daxpilot set them',
      stepped: true,
      lines: now.cluster === null ? [] : [{ label: 'nodes', values: nodesAt(hours, now.cluster, decided.applied) }],
    },
    ...Object.entries(load.consumed).map(([resource, { read, write }]) => ({
      id: `${target}-${resource}`,
      title: `Units consumed of ${resource}`,
      stepped: false,
      lines: [
        { label: 'read units/s', values: values(read, 3600) },
        { label: 'write units/s', values: values(write, 3600) },
      ],
    })),
  ];
  return {
    times: hours.map((hour) => hour / 1000),
    plots: plots.filter(({ lines }) => lines.some((line) => line.values.some((value) => value !== null))),
  };
};

const valueAt = (series: Series | undefined, hour: number, divisor: number): number | null => {
  const value = series?.values[Math.round((hour - series.startMs) / series.periodMs)] ?? null;
  return value === null ? null : Number((value / divisor).toPrecision(6));
};

/** Before the first change of the window its `from`; without one, what there is now. */
const nodesAt = (
  hours: readonly number[],
  { name, nodes }: NonNullable<ReviewedTarget['now']['cluster']>,
  applied: ReviewedTarget['decided']['applied'],
): readonly number[] => {
  const changes = applied.filter(({ kind, resource }) => kind === 'set-node-count' && resource === name);
  const before = changes[0]?.from ?? nodes;
  return hours.map((hour) => Number(changes.findLast(({ atMs }) => atMs < hour + hourMs)?.to ?? before));
};
