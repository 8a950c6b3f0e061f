import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';

/** What a person following an execution sees: one entry per state entered, failed or retried task and end. */
export type Step =
  | { readonly kind: 'entered'; readonly atMs: number; readonly state: string; readonly type: string }
  | { readonly kind: 'task-succeeded'; readonly atMs: number; readonly state: string; readonly output: string }
  | { readonly kind: 'task-failed'; readonly atMs: number; readonly error: string; readonly cause: string }
  | { readonly kind: 'ended'; readonly atMs: number; readonly status: string; readonly error?: string };

export interface EndedExecution {
  readonly status: string;
  /** Parsed output of a succeeded execution. */
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** Follows an execution to its end by polling its history; `onStep` is called once per step, in order. */
export const followExecution = async (
  client: SFNClient,
  executionArn: string,
  onStep: (step: Step) => void,
  { pollMs = 1000, signal }: { readonly pollMs?: number; readonly signal?: AbortSignal } = {},
): Promise<EndedExecution> => {
  let seen = 0;
  let state = '';
  for (;;) {
    const { status, output, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    const events = await historyAfter(client, executionArn, seen);
    for (const event of events) {
      seen = Math.max(seen, event.id ?? 0);
      state = event.stateEnteredEventDetails?.name ?? state;
      const step = stepOf(event, state);
      if (step !== undefined) onStep(step);
    }
    if (status !== undefined && status !== 'RUNNING') {
      return {
        status,
        ...(output !== undefined ? { output: JSON.parse(output) as unknown } : {}),
        ...(error !== undefined ? { error } : {}),
        ...(cause !== undefined ? { cause } : {}),
      };
    }
    await wait(pollMs, undefined, signal ? { signal } : {});
  }
};

const historyAfter = async (
  client: SFNClient,
  executionArn: string,
  after: number,
): Promise<readonly HistoryEvent[]> => {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 1000,
        includeExecutionData: true,
        ...(nextToken ? { nextToken } : {}),
      }),
    );
    events.push(...(page.events ?? []).filter((event) => (event.id ?? 0) > after));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
};

const stepOf = (event: HistoryEvent, state: string): Step | undefined => {
  const atMs = event.timestamp?.getTime() ?? 0;
  const type = event.type ?? '';
  if (type.endsWith('StateEntered')) {
    return {
      kind: 'entered',
      atMs,
      state: event.stateEnteredEventDetails?.name ?? '?',
      type: type.replace('StateEntered', ''),
    };
  }
  const succeeded = event.lambdaFunctionSucceededEventDetails ?? event.taskSucceededEventDetails;
  if (succeeded !== undefined) return { kind: 'task-succeeded', atMs, state, output: succeeded.output ?? 'null' };
  const failed =
    event.lambdaFunctionFailedEventDetails ?? event.lambdaFunctionTimedOutEventDetails ?? event.taskFailedEventDetails;
  if (failed !== undefined)
    return { kind: 'task-failed', atMs, error: failed.error ?? type, cause: failed.cause ?? '' };
  if (/^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type)) {
    const error = event.executionFailedEventDetails?.error;
    return { kind: 'ended', atMs, status: type.replace('Execution', ''), ...(error !== undefined ? { error } : {}) };
  }
  return undefined;
};
