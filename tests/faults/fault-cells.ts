import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentedError, documentedErrors } from './documented-errors';

/** What goes wrong at one call of one task. */
export type Fault =
  /** Documented by the operation, or throttling; AWS did nothing. */
  | { readonly kind: 'error'; readonly error: DocumentedError }
  /** A server's error after the effect. */
  | { readonly kind: 'error-after'; readonly error: DocumentedError }
  | { readonly kind: 'never-connected' }
  /** No answer; the call had its effect or not. */
  | { readonly kind: 'time-out'; readonly effect: boolean }
  /** The SDK repeats a write whose answer was lost: it lands twice, and the second answer is heard. */
  | { readonly kind: 'repeated-by-sdk' }
  /** The handler dies. */
  | { readonly kind: 'crash'; readonly effect: boolean }
  /** The call hangs until the handler's time-out kills it. */
  | { readonly kind: 'hang'; readonly effect: boolean }
  /** The machine hears of an error while the attempt goes on. */
  | { readonly kind: 'late' }
  /** StopExecution or the execution's time-out, at this very call. */
  | { readonly kind: 'stop'; readonly status: 'ABORTED' | 'TIMED_OUT'; readonly attempt: 'lives' | 'dies' };

export interface Cell {
  readonly machine: string;
  readonly state: string;
  /** `service:Operation` with the signing name; `lambda:Invoke` is the task's own call. */
  readonly operation: string;
  readonly fault: Fault;
}

const observed = [
  'monitoring:GetMetricData',
  'dax:DescribeClusters',
  'dax:DescribeParameters',
  'dynamodb:DescribeTable',
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
];

/** What each task calls. Both parts of the matrix check it: a call that is not listed for its task is refused by the first and reported by the second. */
export const operationsOf: Readonly<Record<string, readonly string[]>> = {
  'rightsize Admit': ['dynamodb:UpdateItem', 'dynamodb:GetItem', 'states:DescribeExecution'],
  'rightsize Observe': ['dynamodb:UpdateItem', 'dynamodb:GetItem', ...observed],
  'rightsize Decide': [],
  'rightsize Apply': [
    'dynamodb:UpdateItem',
    'dynamodb:GetItem',
    'states:DescribeExecution',
    'dax:DescribeClusters',
    'dax:DescribeParameters',
    'dynamodb:DescribeTable',
    'dax:IncreaseReplicationFactor',
    'dax:DecreaseReplicationFactor',
    'dynamodb:UpdateTable',
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:RegisterScalableTarget',
    'application-autoscaling:PutScalingPolicy',
  ],
  'rightsize Progress': ['dax:DescribeClusters', 'dax:DescribeParameters', 'dynamodb:DescribeTable'],
  'rightsize LookAfter': observed,
  'rightsize Verify': [],
  'rightsize Record': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'sns:Publish'],
  'rightsize RecordFailure': ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'sns:Publish'],
  'rightsize Release': ['dynamodb:UpdateItem', 'dynamodb:GetItem'],
  'rightsize HandOver': ['dynamodb:UpdateItem', 'states:StartExecution', 'sns:Publish'],
  'recovery Recover': ['dynamodb:UpdateItem', 'dynamodb:GetItem', 'sns:Publish'],
  'recovery Restart': ['states:StartExecution'],
};

/**
 * The machines that hold a target's lock and change it in place. Replacements and reviews are not played. A seed aims at a cell by
 * its number, so the order stays.
 */
export const machineNames: readonly string[] = ['recovery', 'rightsize'];

/** Tasks of the machines as they are deployed, and every call x everything that can go wrong with it. */
export function allCells(): readonly Cell[] {
  return machineNames.flatMap((machine) => {
    const { States } = JSON.parse(
      readFileSync(join(__dirname, '..', '..', 'statemachines', `${machine}.asl.json`), 'utf8'),
    ) as { readonly States: Readonly<Record<string, { readonly Type: string }>> };
    const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');
    return tasks.flatMap(([state]) => cellsOf(machine, state));
  });
}

function cellsOf(machine: string, state: string): readonly Cell[] {
  const operations = operationsOf[`${machine} ${state}`];
  if (operations === undefined) throw new Error(`${machine} has a task ${state} whose calls are not listed`);
  return ['lambda:Invoke', ...operations].flatMap((operation) =>
    faultsOf(operation).map((fault) => ({ machine, state, operation, fault })),
  );
}

const writes = /:(UpdateItem|PutItem)$/;
/** AWS says it of a condition that does not hold, and never of one that does. */
const notALie = (error: DocumentedError): boolean => error.name !== 'ConditionalCheckFailedException';

export function faultsOf(operation: string): readonly Fault[] {
  const errors = documentedErrors(operation).filter(notALie);
  const isInvoke = operation === 'lambda:Invoke';
  return [
    ...errors.map((error): Fault => ({ kind: 'error', error })),
    ...errors.filter(({ statusCode }) => statusCode === 500).map((error): Fault => ({ kind: 'error-after', error })),
    { kind: 'time-out', effect: false },
    { kind: 'time-out', effect: true },
    ...(isInvoke ? [] : ([{ kind: 'never-connected' }] as const)),
    ...(writes.test(operation) ? ([{ kind: 'repeated-by-sdk' }] as const) : []),
    { kind: 'crash', effect: false },
    { kind: 'crash', effect: true },
    ...(isInvoke
      ? []
      : ([
          { kind: 'hang', effect: false },
          { kind: 'hang', effect: true },
        ] as const)),
    { kind: 'late' },
    ...(['ABORTED', 'TIMED_OUT'] as const).flatMap((status) =>
      (['lives', 'dies'] as const).map((attempt): Fault => ({ kind: 'stop', status, attempt })),
    ),
  ];
}

export const cellText = ({ machine, state, operation, fault }: Cell): string =>
  `${machine} ${state} ${operation} ${faultText(fault)}`;

export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'error':
    case 'error-after':
      return `${fault.kind} ${fault.error.name}`;
    case 'time-out':
    case 'crash':
    case 'hang':
      return `${fault.kind} ${fault.effect ? 'after' : 'before'} the effect`;
    case 'stop':
      return `${fault.status}, the attempt ${fault.attempt}`;
    default:
      return fault.kind;
  }
}
