import { stateNamespace } from '../../shared/flow/target-state';

/** The part of CloudWatch's dashboard body that is used here (CloudWatch API reference, "Dashboard body structure and syntax"). */
export interface Widget {
  readonly type: 'text' | 'metric' | 'alarm' | 'log';
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}
export type Placed = Widget & { readonly x: number; readonly y: number };

/** A row of a metric widget: namespace, name, dimensions by turns, then how it is drawn; or an expression alone. */
export type Row = readonly (string | Readonly<Record<string, unknown>>)[];

/** A horizontal line across a graph: a limit of the policy. */
export interface Line {
  readonly label: string;
  readonly value: number;
}

const columns = 24;
const periodSeconds = 60;
/** Looks are 10 minutes apart. */
export const lookSeconds = 600;

export interface Graph {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly lines?: readonly Line[];
  readonly width?: number;
  readonly unit?: string;
  readonly periodSeconds?: number;
  readonly stacked?: boolean;
}

/** A graph over time; what is declared for the right axis (changes) is drawn on it from 0 to 1. */
export function graph(region: Readonly<Record<string, unknown>> | string, given: Graph): Widget {
  return {
    type: 'metric',
    width: given.width ?? 8,
    height: 6,
    properties: {
      title: given.title,
      view: 'timeSeries',
      stacked: given.stacked ?? false,
      region,
      period: given.periodSeconds ?? periodSeconds,
      metrics: given.rows,
      yAxis: {
        left: { min: 0, ...(given.unit === undefined ? {} : { label: given.unit, showUnits: false }) },
        right: { min: 0, max: 1, label: 'changes', showUnits: false },
      },
      ...(given.lines === undefined ? {} : { annotations: { horizontal: given.lines } }),
    },
  };
}

export const text = (markdown: string): Widget => ({
  type: 'text',
  width: columns,
  height: 2,
  properties: { markdown, background: 'transparent' },
});

/** A row of one of the metrics that each look leaves. */
export const ofTarget = (metric: string, target: string, drawn: Readonly<Record<string, unknown>>): Row => [
  stateNamespace,
  metric,
  'Target',
  target,
  { period: lookSeconds, ...drawn },
];

/** From left to right, then down; a row is as high as its highest widget. */
export function placed(widgets: readonly Widget[]): readonly Placed[] {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return widgets.map((widget) => {
    if (x + widget.width > columns) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const at = { ...widget, x, y };
    x += widget.width;
    rowHeight = Math.max(rowHeight, widget.height);
    return at;
  });
}
