import { stateMetrics } from '../../shared/flow/target-state';
import type { Config, Target } from '../../shared/targets';
import { selfAlarmNames } from '../self-alarms';
import type { Resources } from '../template';
import { clusterWidgets } from './cluster-widgets';
import { tableWidgets } from './table-widgets';
import { graph, ofTarget, placed, text, type Widget } from './widget';

export const dashboardName = 'daxpilot';
/** CloudWatch's limit. */
const mostWidgets = 500;

/** Put in by Fn::Sub; literal names elsewhere hold no such text. */
const region = `\${AWS::Region}`;

/** One dashboard for all targets: three are free, each further one costs. */
export function dashboard(config: Config): Resources {
  const widgets = placed(widgetsOf(config));
  if (widgets.length > mostWidgets)
    throw new Error(`The dashboard would have ${widgets.length} widgets; CloudWatch allows ${mostWidgets}`);
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
    graph(region, {
      title: 'State: frozen, cooling down, waiting for approval, failing',
      width: 12,
      periodSeconds: 600,
      stacked: true,
      rows: names.flatMap((name) => [
        ofTarget(stateMetrics.frozen, name, { stat: 'Maximum', label: `${name} frozen` }),
        ofTarget(stateMetrics.coolingDown, name, { stat: 'Maximum', label: `${name} cooling down` }),
        ofTarget(stateMetrics.awaitingApproval, name, { stat: 'Maximum', label: `${name} waits for approval` }),
        ofTarget(stateMetrics.failed, name, { stat: 'Maximum', label: `${name} failed` }),
      ]),
    }),
    graph(region, {
      title: 'Cost, USD a month as sized now',
      width: 12,
      periodSeconds: 600,
      stacked: true,
      unit: 'USD a month',
      rows: names.map((name) => ofTarget(stateMetrics.costUsdPerMonth, name, { stat: 'Average', label: name })),
    }),
    decisions,
    {
      type: 'alarm',
      width: 24,
      height: 2,
      properties: { title: 'Alarms on daxpilot itself', alarms: selfAlarmNames(config).map(alarmArn) },
    },
    ...targets.flatMap((target) => [
      text(heading(target)),
      ...clusterWidgets(target, region),
      ...tableWidgets(target, region),
    ]),
  ];
}

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
