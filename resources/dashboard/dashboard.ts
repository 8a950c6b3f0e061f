import { type StateMetric, stateMetrics } from '../../shared/flow/target-state';
import type { Config, Target } from '../../shared/targets';
import { selfAlarmNames } from '../self-alarms';
import type { Resources } from '../template';
import { clusterWidgets } from './cluster-widgets';
import { tableWidgets } from './table-widgets';
import { graph, lookSeconds, ofTarget, placed, type Row, text, type Widget } from './widget';

export const dashboardName = 'daxpilot';
/** CloudWatch's limits (CloudWatch service quotas; API reference, dashboard body). */
const mostWidgets = 500;
const mostMetrics = 2500;
const mostAlarms = 100;

/** Put in by Fn::Sub; literal names elsewhere hold no such text. */
const region = `\${AWS::Region}`;

/** One dashboard for all targets: three are free, each further one costs. */
export function dashboard(config: Config): Resources {
  const widgets = placed(widgetsOf(config));
  if (widgets.length > mostWidgets)
    throw new Error(`The dashboard would have ${widgets.length} widgets; CloudWatch allows ${mostWidgets}`);
  const metrics = widgets.flatMap(({ properties }) => (properties.metrics ?? []) as readonly Row[]);
  if (metrics.length > mostMetrics)
    throw new Error(`The dashboard would have ${metrics.length} metrics; CloudWatch allows ${mostMetrics}`);
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: dashboardName,
        DashboardBody: { 'Fn::Sub': JSON.stringify({ start: '-P1D', periodOverride: 'inherit', widgets }) },
      },
    },
  };
}

function widgetsOf(config: Config): readonly Widget[] {
  const targets = Object.entries(config.targets).map(([name, target]) => ({ ...target, name }));
  const names = targets.map(({ name }) => name);
  return [
    text('# daxpilot\nWhat it looks after, what it did and why. `daxpilot explain DECISION` tells a decision whole.'),
    ...states.map(([title, metric]) => stateOf(title, metric, names)),
    graph(region, {
      title: 'Cost, USD a month as sized now',
      width: 12,
      periodSeconds: lookSeconds,
      stacked: true,
      unit: 'USD a month',
      rows: names.flatMap((name, index) => costOf(name, `m${index}`)),
    }),
    ...alarmWidgets(selfAlarmNames(config).map(alarmArn)),
    decisions,
    ...targets.flatMap((target) => [
      text(heading(target)),
      ...clusterWidgets(target, region),
      ...tableWidgets(target, region),
    ]),
  ];
}

const states = [
  ['Frozen', stateMetrics.frozen],
  // A change is wanted, and the cool-down holds it back.
  ['Cooling down, a change waits', stateMetrics.coolingDown],
  ['Waiting for approval', stateMetrics.awaitingApproval],
  ['Looks that failed', stateMetrics.failed],
] as const;

/** One area per target, so that the height is the number of targets in that state. */
const stateOf = (title: string, metric: StateMetric, names: readonly string[]): Widget =>
  graph(region, {
    title,
    width: 6,
    periodSeconds: lookSeconds,
    stacked: true,
    unit: 'targets',
    rows: names.map((name) => ofTarget(metric, name, { stat: 'Maximum', label: name })),
  });

/** While a change is under way no look ends. What a target cost before holds until then, or the sum of all would drop by it. */
const costOf = (name: string, id: string): readonly Row[] => [
  ofTarget(stateMetrics.costUsdPerMonth, name, { stat: 'Average', id, visible: false }),
  [{ expression: `FILL(${id},REPEAT)`, id: `${id}held`, label: name }],
];

const alarmWidgets = (arns: readonly string[]): readonly Widget[] =>
  Array.from({ length: Math.ceil(arns.length / mostAlarms) }, (_, part) => ({
    type: 'alarm',
    width: 12,
    height: 6,
    properties: {
      title: 'Alarms on daxpilot itself',
      alarms: arns.slice(part * mostAlarms, (part + 1) * mostAlarms),
    },
  }));

const alarmArn = (name: string): string =>
  `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`;

/** Every look, the newest first, with what was decided and why. */
const decisions: Widget = {
  type: 'log',
  width: 24,
  height: 6,
  properties: {
    title: 'Decisions',
    region,
    view: 'table',
    query: [
      "SOURCE '/aws/lambda/daxpilot-record'",
      'fields @timestamp, Target, outcome, action, reasonCodes.0, reasonCodes.1, CostUsdPerMonth, decisionId',
      "filter event = 'target.state' and (outcome != 'held' or Frozen = 1 or AwaitingApproval = 1)",
      'sort @timestamp desc',
      'limit 100',
    ].join(' | '),
  },
};

function heading({ name, cluster, tables, policy }: Target): string {
  const what = [cluster === undefined ? [] : [`cluster **${cluster}**`], tables.map((table) => `table **${table}**`)];
  const { nodeCount, billingMode, nodeType } = policy.approval;
  return `## ${name}\n${what.flat().join(', ')}. Node count: ${nodeCount}, billing mode: ${billingMode}, node type: ${nodeType}.`;
}
