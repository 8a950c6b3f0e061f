import type { Fault as SetFault, UsedRight } from '../end-to-end/service-at-work';
import { documentedErrors } from './documented-errors';
import { Random } from './random';

/** One operation of one fault, as `/_daxpilot/faults` takes it. */
export interface PlatformCell {
  readonly operation: string;
  readonly name: string;
  readonly fault: Readonly<Record<string, unknown>>;
}

export interface PlatformPlan {
  readonly seed: number;
  readonly cell: PlatformCell;
  readonly faults: readonly SetFault[];
  /** Executions that are started: `alarm` with the event, all at once or one after the other. */
  readonly starts: readonly { readonly kind: 'manual' | 'alarm' | 'plan'; readonly afterMs: number }[];
  /** After so long one of the running executions is stopped. */
  readonly stopsAfterMs: readonly number[];
  readonly recoveryStops: boolean;
}

/** Service prefix of a right -> signing name, where they differ. */
const signingNames: Readonly<Record<string, string>> = { cloudwatch: 'monitoring' };

/** Rights that AWS's own services use in the name of a role, or that are no call of a task. */
const notCalled: readonly string[] = ['logs', 'iam', 'lambda', 'xray'];

/** What the service's roles have called so far, and every task's own call: each x all that its documentation says may go wrong. */
export function platformCells(used: readonly UsedRight[]): readonly PlatformCell[] {
  const operations = used
    .map(({ action }) => action.split(':'))
    .filter(([service = '']) => !notCalled.includes(service))
    .map(([service = '', operation]) => `${signingNames[service] ?? service}:${operation}`);
  return [...new Set(['lambda:Invoke', ...operations])].sort().flatMap((operation) => [
    ...documentedErrors(operation)
      // AWS says it of a condition that does not hold, and never of one that does.
      .filter(({ name }) => name !== 'ConditionalCheckFailedException')
      .map(({ name, statusCode }) => ({ operation, name, fault: { error: { name, statusCode } } })),
    { operation, name: 'lost response', fault: { error: { name: 'Lost', when: 'after' } } },
    { operation, name: 'time-out before', fault: { kind: 'timeout', ms: 1, when: 'before' } },
    { operation, name: 'time-out after', fault: { kind: 'timeout', ms: 1, when: 'after' } },
    { operation, name: 'bare 503', fault: { kind: 'http5xx', statusCode: 503 } },
    { operation, name: '500 after the effect', fault: { kind: 'http5xx', statusCode: 500, when: 'after' } },
  ]);
}

/** The cells take turns. */
export function platformPlanOf(seed: number, cells: readonly PlatformCell[]): PlatformPlan {
  const random = new Random(seed);
  // Neighbouring seeds are at different operations: any run of seeds goes through most of them.
  const cell = cells[(seed * 37) % cells.length];
  if (cell === undefined) throw new Error('the matrix is empty');
  const starts = Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, () => ({
    kind: random.pick(['manual', 'manual', 'alarm', 'alarm', 'plan'] as const),
    afterMs: random.pick([0, 0, 1, 2_000, 30_000]),
  }));
  const others = random.chance(0.4) ? [random.pick(cells)] : [];
  const [service, operation] = ['states', 'StartExecution'];
  const own = starts.length;
  const faults = [cell, ...others].map((one): SetFault => {
    const [its = '', name = ''] = one.operation.split(':');
    // The test's own calls are let pass.
    const skipped = its === service && name === operation ? own : 0;
    const skip = skipped + random.pick([0, 0, 1, 2, 3, 4, 6]);
    return { service: its, operation: name, ...one.fault, skip, count: random.pick([1, 1, 3, 3, 6, 20]) };
  });
  const needsStop = /StartExecution|DescribeExecution/.test(cell.operation);
  const stops = needsStop ? 1 : random.pick([0, 0, 1, 2]);
  return {
    seed,
    cell,
    faults,
    starts,
    stopsAfterMs: Array.from({ length: stops }, () => random.pick([0, 1, 500, 5_000, 45_000, 240_000])),
    recoveryStops: random.chance(0.1),
  };
}
