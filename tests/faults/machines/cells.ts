import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, faultsOf } from '../fault-cells';

/** Those that are played by their name; a hand-over with its recovery. */
export const otherMachines = ['replace-cluster', 'review'] as const;
export type OtherMachine = (typeof otherMachines)[number];
export type MachineName = OtherMachine | 'replace-recovery';

const playedWith: Readonly<Record<OtherMachine, readonly MachineName[]>> = {
  'replace-cluster': ['replace-cluster', 'replace-recovery'],
  review: ['review'],
};

const described = ['dax:DescribeClusters', 'dax:DescribeParameters'];

/** What each task calls. A call that is not listed for its task is a failure of the schedule that makes it. */
export const operationsOf: Readonly<Record<string, readonly string[]>> = {
  'replace-cluster Admit': ['dynamodb:UpdateItem', 'dynamodb:GetItem', 'states:DescribeExecution'],
  'replace-cluster Turn': [
    'dynamodb:UpdateItem',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'states:DescribeExecution',
    ...described,
    'monitoring:GetMetricData',
    'dynamodb:DescribeTable',
    'sns:Publish',
  ],
  'replace-cluster Create': ['dynamodb:GetItem', 'dynamodb:UpdateItem', ...described, 'dax:CreateCluster'],
  'replace-cluster Capacity': [
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    'dynamodb:DescribeTable',
    'dynamodb:UpdateTable',
    'sns:Publish',
  ],
  'replace-cluster Delete': [
    'dynamodb:GetItem',
    'dynamodb:Query',
    ...described,
    'monitoring:GetMetricData',
    'dax:ListTags',
    'dax:DeleteCluster',
  ],
  'replace-cluster Release': ['dynamodb:UpdateItem', 'dynamodb:GetItem', 'states:StartExecution'],
  'replace-recovery Recover': ['dynamodb:UpdateItem', 'dynamodb:GetItem', 'sns:Publish'],
  'replace-recovery Restart': ['states:StartExecution'],
  'review Survey': [
    'dynamodb:GetItem',
    'dax:DescribeClusters',
    'dax:ListTags',
    'dax:DescribeParameterGroups',
    'dax:DescribeSubnetGroups',
    'dynamodb:DescribeLimits',
    'monitoring:DescribeAlarms',
  ],
  'review Look': [
    'monitoring:DescribeAlarms',
    'monitoring:GetMetricData',
    ...described,
    'dynamodb:DescribeTable',
    'application-autoscaling:DescribeScalableTargets',
    'dynamodb:GetItem',
    'dynamodb:Query',
  ],
  'review Start': ['states:StartExecution'],
  'review Settle': ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:PutItem', 'dynamodb:Query', 'sns:Publish'],
};

/** The state of the machine that sends a step. */
export const stateOf: Readonly<Record<string, string>> = {
  admit: 'Admit',
  turn: 'Turn',
  create: 'Create',
  delete: 'Delete',
  capacity: 'Capacity',
  release: 'Release',
  recover: 'Recover',
  restart: 'Restart',
  'review-account': 'Survey',
  'review-target': 'Look',
  'review-start': 'Start',
  'review-settle': 'Settle',
};

interface States {
  readonly [name: string]: { readonly Type: string; readonly ItemProcessor?: { readonly States: States } };
}

/** A machine as it is deployed. */
export function definitionOf(machine: MachineName): { readonly States: States; readonly TimeoutSeconds: number } {
  const file = join(__dirname, '..', '..', '..', 'statemachines', `${machine}.asl.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof definitionOf>;
}

/** Tasks of a machine, those within a Map too. */
export const tasksIn = (states: States): readonly string[] =>
  Object.entries(states).flatMap(([name, { Type, ItemProcessor }]) => [
    ...(Type === 'Task' ? [name] : []),
    ...(ItemProcessor === undefined ? [] : tasksIn(ItemProcessor.States)),
  ]);

export const cellsOf = (machine: OtherMachine): readonly Cell[] => playedWith[machine].flatMap(ownCells);

function ownCells(machine: MachineName): readonly Cell[] {
  return tasksIn(definitionOf(machine).States).flatMap((state) => {
    const operations = operationsOf[`${machine} ${state}`];
    if (operations === undefined) throw new Error(`${machine} has a task ${state} whose calls are not listed`);
    return ['lambda:Invoke', ...operations].flatMap((operation) =>
      faultsOf(operation).map((fault) => ({ machine, state, operation, fault })),
    );
  });
}
