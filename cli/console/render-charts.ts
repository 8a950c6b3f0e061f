import type { Series } from '../../shared/sizing';
import type { Policy } from '../../shared/targets';
import type { TargetReadings } from './console-view';
import { dataElement, html, type Markup } from './markup';
import { figure } from './words';

interface Chart {
  readonly what: string;
  readonly unit: string;
  readonly series: Series | null;
  readonly low?: number;
  readonly high?: number;
}

/** What the page's script draws: seconds since the epoch, values, and the band as a stripe. */
export interface ChartData {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly low?: number;
  readonly high?: number;
  readonly unit: string;
}

/** Each with its range in words, for whoever does not see the curve. */
export const charts = (name: string, { cpu, requests }: TargetReadings, { bands }: Policy): Markup => {
  const all: readonly Chart[] = [
    { what: 'CPU of the busiest node', unit: '%', series: cpu, ...bands.cpuPercent },
    { what: 'Requests', unit: 'requests/s', series: requests },
  ];
  return html`<div class="charts">${all.map((chart, index) => drawn(`chart-${name}-${index}`, chart))}</div>`;
};

const drawn = (id: string, { what, unit, series, low, high }: Chart): Markup => {
  const values = series?.values.filter((value) => value !== null) ?? [];
  if (series === null || values.length === 0) return html``;
  const range = `${what}: between ${figure(Math.min(...values), unit)} and ${figure(Math.max(...values), unit)}, last ${figure(values.at(-1) ?? null, unit)}`;
  const data: ChartData = {
    times: series.values.map((_, index) => (series.startMs + index * series.periodMs) / 1000),
    values: series.values,
    unit,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  };
  return html`<figure><div class="chart" id="${id}" role="img" aria-label="${range}"></div>${dataElement(`${id}-data`, data)}<figcaption>${range}</figcaption></figure>`;
};
