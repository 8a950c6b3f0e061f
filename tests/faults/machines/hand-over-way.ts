import { PortError } from '../../../shared/flow';
import type { Cell, Fault } from '../fault-cells';
import { awsError } from '../faulty-call';
import type { HandOverPlan } from './hand-over-plan';
import type { HeldFault } from './strikes';

/** What a schedule needs so that a call is made; `before`: what has to go wrong first. */
export type Way = Partial<HandOverPlan> & { readonly before?: readonly HeldFault[] };

const minuteMs = 60_000;

/** A replacement without faults makes every call that is not named here. */
export function wayTo({ machine, state, operation, fault }: Cell, cells: readonly Cell[]): Way {
  const where = (place: string, is: (fault: Fault, operation: string) => boolean): Cell => {
    const found = cells.find(
      (cell) => `${cell.machine} ${cell.state} ${cell.operation}` === place && is(cell.fault, cell.operation),
    );
    if (found === undefined) throw new Error(`there is no such fault of ${place}`);
    return found;
  };
  const killed = (skip: number): HeldFault => ({
    cell: where('replace-cluster Turn lambda:Invoke', ({ kind }) => kind === 'stop'),
    skip,
    count: 1,
  });
  switch (`${machine} ${state} ${operation}`) {
    case 'replace-cluster Admit dynamodb:GetItem':
      // The owner is alive and does not look yet: whoever comes second asks twice.
      return {
        more: [{ atMs: 1_500, what: 'again' }],
        before: [
          {
            cell: where('replace-cluster Turn lambda:Invoke', (one) => one.kind === 'time-out' && !one.effect),
            skip: 0,
            count: 3,
          },
        ],
      };
    case 'replace-cluster Admit states:DescribeExecution':
      return { more: [{ atMs: minuteMs, what: 'again' }] };
    case 'replace-cluster Turn states:DescribeExecution':
      return { turnHeldUntilMs: 5 * minuteMs };
    case 'replace-cluster Create dynamodb:UpdateItem':
      return { before: [{ cell: where('replace-cluster Create dax:CreateCluster', isRefusal), skip: 0, count: 1 }] };
    case 'replace-cluster Capacity sns:Publish':
      // What was raised at first cannot be given back.
      return {
        ...raised,
        before: [{ cell: where('replace-cluster Capacity dynamodb:UpdateTable', isRefusal), skip: 1, count: 1 }],
      };
    case 'replace-cluster Release states:StartExecution':
      return { wakesAtMs: [minuteMs] };
    case 'replace-recovery Recover sns:Publish':
      return { crashes: 4, before: [killed(3)] };
  }
  if (machine === 'replace-recovery') return { before: [killed(3)] };
  if (state === 'Capacity') return raised;
  // Of a cluster that is old AWS does not say that it does not exist; of one that was deleted it does.
  const isDenial = fault.kind === 'error' && fault.error.name === 'ClusterNotFoundFault';
  if (state === 'Delete' && isDenial && operation === 'dax:DescribeClusters') return { deletesAgain: true };
  return {};
}

const raised = { tableUnits: 10, ifShort: 'raise' } as const;

/** AWS surely did nothing, and will not the next time. */
function isRefusal(fault: Fault, operation: string): boolean {
  if (fault.kind !== 'error') return false;
  const error = awsError(operation, fault.error);
  return error instanceof PortError && !error.retryable && error.sent === 'no' && error.code !== 'aws.not-found';
}
