import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { DecisionRecord } from '../../shared/flow';
import { type AService, minuteMs } from './service-at-work';

export interface Ended {
  readonly arn: string;
  readonly status: string;
  /** Of an execution that succeeded. */
  readonly record: DecisionRecord;
}

export async function start({ clients, machines }: AService, input: unknown): Promise<string> {
  const { executionArn = '' } = await clients.states.send(
    new StartExecutionCommand({ stateMachineArn: machines.rightsize, input: JSON.stringify(input) }),
  );
  return executionArn;
}

export interface Waiting {
  readonly withinMinutes?: number;
  /** What happens in each minute; default: half a minute passes at a time, and nothing else. */
  readonly minute?: () => Promise<void>;
}

/** Lets time pass until the execution has ended. */
export async function ended(service: AService, arn: string, waiting: Waiting = {}): Promise<Ended> {
  const { withinMinutes = 60, minute } = waiting;
  const pass = minute ?? (() => service.advance(minuteMs / 2));
  const steps = minute === undefined ? 2 * withinMinutes : withinMinutes;
  await service.advance(0);
  for (let step = 0; step <= steps; step++) {
    const seen = await described(service, arn);
    if (seen.status !== 'RUNNING') return seen;
    await pass();
  }
  throw new Error(`${arn} has not ended within ${withinMinutes} min: ${(await statesOf(service, arn)).join(', ')}`);
}

export async function described({ clients }: AService, arn: string): Promise<Ended> {
  const { status = '', output } = await clients.states.send(new DescribeExecutionCommand({ executionArn: arn }));
  return { arn, status, record: JSON.parse(output ?? '{}') as DecisionRecord };
}

export async function run(service: AService, input: unknown, waiting?: Waiting): Promise<Ended> {
  return ended(service, await start(service, input), waiting);
}

export interface Listed {
  readonly arn: string;
  readonly status: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly startMs: number;
}

/** Executions of a machine, oldest first. */
export async function listed(service: AService, machine: 'rightsize' | 'recovery'): Promise<readonly Listed[]> {
  const { clients, machines } = service;
  const { executions = [] } = await clients.states.send(
    new ListExecutionsCommand({ stateMachineArn: machines[machine], maxResults: 100 }),
  );
  const rows = executions.map(async ({ executionArn = '' }) => {
    const {
      input = '{}',
      status = '',
      startDate,
    } = await clients.states.send(new DescribeExecutionCommand({ executionArn }));
    return {
      arn: executionArn,
      status,
      input: JSON.parse(input) as Readonly<Record<string, unknown>>,
      startMs: startDate?.getTime() ?? 0,
    };
  });
  return (await Promise.all(rows)).reverse();
}

/** Names of the states that an execution entered. */
export async function statesOf({ clients }: AService, arn: string): Promise<readonly string[]> {
  const { events = [] } = await clients.states.send(
    new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1000 }),
  );
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

/** How many executions of both machines run. */
export async function running({ clients, machines }: AService): Promise<number> {
  const pages = await Promise.all(
    Object.values(machines).map((stateMachineArn) =>
      clients.states.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' })),
    ),
  );
  return pages.flatMap(({ executions = [] }) => executions).length;
}

/** Time passes, half a minute at a time or as `pass` says, until nothing runs any more. */
export async function untilCalm(
  service: AService,
  pass: () => Promise<void> = () => service.advance(minuteMs / 2),
): Promise<void> {
  await service.advance(0);
  for (let passed = 0; passed < 80; passed++) {
    if ((await running(service)) === 0) return;
    await pass();
  }
  throw new Error('something still runs');
}
