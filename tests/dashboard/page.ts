import { escaped } from '../../cli/escaped';
import type { Placed } from '../../resources/dashboard/widget';
import type { Series } from './series';

/** A CloudWatch dashboard is 24 columns wide; a unit of height is 50 px at that width. */
const columnPx = 58;
const unitPx = 50;
/** CloudWatch's own first colours. */
const colours = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
];

export interface Shown {
  readonly widget: Placed;
  /** Of a metric widget. */
  readonly series: readonly Series[];
  /** Of any other: what stands in it. */
  readonly text: string;
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}
interface Line {
  readonly label: string;
  readonly value: number;
}

export const pageOf = (shown: readonly Shown[], window: Window): string => {
  const height = Math.max(...shown.map(({ widget }) => widget.y + widget.height)) * unitPx;
  const boxes = shown.map((one) => boxOf(one, window)).join('\n');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>dashboard</title><style>
body { margin: 0; background: #f2f3f3; font: 12px/1.35 sans-serif; color: #16191f; }
main { position: relative; width: ${24 * columnPx}px; height: ${height}px; }
section { position: absolute; overflow: hidden; background: #fff; border: 1px solid #d5dbdb; box-sizing: border-box; padding: 4px 8px; }
section.text { background: transparent; border: 0; }
h2 { font-size: 13px; margin: 0; } pre { margin: 0; font: inherit; white-space: pre-wrap; }
ul { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 0 10px; font-size: 11px; }
</style><main>${boxes}</main></html>`;
};

function boxOf({ widget, series, text }: Shown, window: Window): string {
  const { x, y, width, height, type, properties } = widget;
  const place = `left:${x * columnPx}px;top:${y * unitPx}px;width:${width * columnPx}px;height:${height * unitPx}px`;
  const title = properties.title === undefined ? '' : `<h2>${escaped(String(properties.title))}</h2>`;
  const inside = type === 'metric' ? plotOf(widget, series, window) : `<pre>${escaped(text)}</pre>`;
  return `<section class="${type}" style="${place}">${title}${inside}</section>`;
}

function plotOf(widget: Placed, given: readonly Series[], { fromMs, toMs }: Window): string {
  const isStacked = widget.properties.stacked === true;
  const series = isStacked ? stacked(given) : given;
  const [width, height] = [widget.width * columnPx - 20, widget.height * unitPx - 80];
  const lines = ((widget.properties.annotations as { horizontal?: readonly Line[] } | undefined)?.horizontal ??
    []) as readonly Line[];
  const left = series.filter(({ isRight }) => !isRight).flatMap(({ points }) => points.map(([, value]) => value));
  const top = Math.max(1e-9, ...left, ...lines.map(({ value }) => value)) * 1.05;
  const px = (at: number) => 40 + ((at - fromMs) / (toMs - fromMs)) * (width - 60);
  const py = (value: number, most: number) => height - (Math.min(value, most) / most) * height;
  const colourOf = (one: Series, index: number) => one.colour ?? colours[index % colours.length] ?? '#000';
  const paths = series.map((one, index) => {
    const points = one.points.map(
      ([at, value]) => `${px(at).toFixed(1)},${py(value, one.isRight ? 1 : top).toFixed(1)}`,
    );
    return `<polyline fill="none" stroke="${colourOf(one, index)}" stroke-width="1.5" points="${points.join(' ')}"/>`;
  });
  const limits = lines.map(
    ({ label, value }) =>
      `<line x1="40" x2="${width - 20}" y1="${py(value, top)}" y2="${py(value, top)}" stroke="#d13212" stroke-dasharray="4 3"/><text x="44" y="${py(value, top) - 3}" font-size="10" fill="#d13212">${escaped(label)} ${value}</text>`,
  );
  const scale = [0, 0.5, 1].map(
    (part) =>
      `<text x="36" y="${py(top * part, top) + 4}" font-size="10" text-anchor="end">${short(top * part)}</text>`,
  );
  const legend = series.map(
    (one, index) =>
      `<li style="color:${colourOf(one, index)}">${escaped(one.label)}${one.points.length === 0 ? ' (no data)' : ''}</li>`,
  );
  return `<svg width="${width}" height="${height + 8}" viewBox="0 -6 ${width} ${height + 8}" role="img">${scale.join('')}${paths.join('')}${limits.join('')}</svg><ul>${legend.join('')}</ul>`;
}

/** Each on top of those before it. */
function stacked(series: readonly Series[]): readonly Series[] {
  const sums = new Map<number, number>();
  return series.map((one) => ({
    ...one,
    points: one.points.map(([at, value]) => {
      const sum = (sums.get(at) ?? 0) + value;
      sums.set(at, sum);
      return [at, sum] as const;
    }),
  }));
}

function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)}M`;
  return value >= 1e3 ? `${(value / 1e3).toFixed(1)}k` : value.toFixed(value < 10 ? 1 : 0);
}
