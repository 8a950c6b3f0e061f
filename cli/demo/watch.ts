import { setTimeout as wait } from 'node:timers/promises';
import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { type EndedExecution, followExecution, type Step } from '../follow';

/** What happens on the platform, as an outside observer sees it through the public API. */
export type Happening =
  | {
      readonly kind: 'alarm';
      readonly atMs: number;
      readonly name: string;
      readonly state: string;
      readonly reason: string;
    }
  | { readonly kind: 'started'; readonly execution: string; readonly input: unknown }
  | { readonly kind: 'step'; readonly execution: string; readonly step: Step }
  | { readonly kind: 'ended'; readonly execution: string; readonly ended: EndedExecution };

export interface Watcher {
  readonly cloudwatch: CloudWatchClient;
  readonly states: SFNClient;
  readonly machine: string;
  /** Real time between two looks. Default 250. */
  readonly pollMs?: number;
  readonly onHappening: (happening: Happening) => void;
}

const defaultPollMs = 250;

/** Watches alarms and executions until the signal. */
export const watch = async (watcher: Watcher, signal: AbortSignal): Promise<void> => {
  const states = new Map<string, string>();
  const known = new Set<string>();
  const following: Promise<void>[] = [];
  while (!signal.aborted) {
    await seeAlarms(watcher, states);
    for (const execution of await newExecutions(watcher, known)) following.push(follow(watcher, execution, signal));
    await wait(watcher.pollMs ?? defaultPollMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(following);
};

const seeAlarms = async ({ cloudwatch, onHappening }: Watcher, states: Map<string, string>): Promise<void> => {
  const { MetricAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: 'daxpilot/', MaxRecords: 100 }),
  );
  for (const {
    AlarmName: name = '',
    StateValue: state = '',
    StateReason: reason = '',
    StateUpdatedTimestamp,
  } of MetricAlarms) {
    const before = states.get(name);
    states.set(name, state);
    const worthTelling = before !== undefined && before !== state && (state === 'ALARM' || before === 'ALARM');
    if (worthTelling) onHappening({ kind: 'alarm', atMs: StateUpdatedTimestamp?.getTime() ?? 0, name, state, reason });
  }
};

const newExecutions = async ({ states, machine }: Watcher, known: Set<string>): Promise<readonly string[]> => {
  const { executions = [] } = await states.send(
    new ListExecutionsCommand({ stateMachineArn: machine, maxResults: 100 }),
  );
  const fresh = executions.map(({ executionArn = '' }) => executionArn).filter((arn) => !known.has(arn));
  for (const arn of fresh) known.add(arn);
  return fresh.reverse();
};

const follow = async (
  { states, onHappening, pollMs = defaultPollMs }: Watcher,
  execution: string,
  signal: AbortSignal,
): Promise<void> => {
  try {
    const { input = 'null' } = await states.send(new DescribeExecutionCommand({ executionArn: execution }));
    onHappening({ kind: 'started', execution, input: JSON.parse(input) });
    const ended = await followExecution(states, execution, (step) => onHappening({ kind: 'step', execution, step }), {
      pollMs,
      signal,
    });
    onHappening({ kind: 'ended', execution, ended });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};
