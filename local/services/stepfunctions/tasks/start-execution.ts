import type { Platform, Principal } from '../../../kernel/service';
import { unlessHalted } from '../interpreter/branch';
import { StateFailure } from '../interpreter/failure';
import { isObject, type Json, type JsonObject, textOf } from '../json';
import type { IntegrationRun } from './integration-run';
import { isModelled } from './sdk-model';
import { failureOf, optimisedSpelling } from './service-failure';

const ERRORS = optimisedSpelling('StepFunctions', 'AWSStepFunctions', 'AWSStepFunctionsException', (name) =>
  isModelled('sfn', name),
);

interface Started {
  readonly executionArn: string;
  readonly startDate: Date;
}

interface Described {
  readonly [member: string]: unknown;
  readonly status: string;
}

/** Starts another machine; `.sync` waits for its end and stops it when this execution is stopped. */
export async function startChild(
  run: IntegrationRun,
  pattern: string,
  withMetadata: (output: JsonObject) => Json,
): Promise<Json> {
  const { frame, sent, principal, signal, submitted, traceHeader } = run;
  const { StateMachineArn, Name, Input = {}, ...rest } = isObject(sent) ? sent : {};
  const unknown = Object.keys(rest).find((key) => key !== 'TraceHeader');
  if (unknown !== undefined) {
    throw new StateFailure('States.Runtime', `The field '${unknown}' is not supported by Step Functions`);
  }
  const input = {
    stateMachineArn: StateMachineArn,
    ...(Name === undefined ? {} : { name: Name }),
    input: typeof Input === 'string' ? Input : textOf(Input),
  };
  const started = await call<Started>(frame.platform, 'StartExecution', input, principal, traceHeader);
  const answer = withMetadata({ ExecutionArn: started.executionArn, StartDate: started.startDate.toISOString() });
  if (pattern !== 'sync' && pattern !== 'sync-json') {
    return answer;
  }
  submitted(answer);
  const ended = await ending(frame.ended(started.executionArn), run, started.executionArn, signal);
  const described =
    ended ??
    (await call<Described>(frame.platform, 'DescribeExecution', { executionArn: started.executionArn }, principal));
  const result = resultOf(described as Described, pattern === 'sync-json');
  if ((described as Described).status !== 'SUCCEEDED') {
    throw new StateFailure('States.TaskFailed', textOf(result));
  }
  return result;
}

async function ending(
  done: Promise<void>,
  run: IntegrationRun,
  executionArn: string,
  signal: AbortSignal,
): Promise<undefined> {
  try {
    await unlessHalted(done, signal);
    return undefined;
  } catch (error) {
    const { frame, principal } = run;
    await frame.platform.call('states', 'StopExecution', { executionArn }, principal).catch(() => undefined);
    throw error;
  }
}

async function call<Output>(
  platform: Platform,
  operation: string,
  input: object,
  principal: Principal,
  traceHeader?: string,
): Promise<Output> {
  try {
    return await platform.call<Output>('states', operation, input, principal, { traceHeader });
  } catch (error) {
    throw failureOf(error, ERRORS);
  }
}

/** The ended execution as the integration shows it: members with capitals, times in ms. */
function resultOf(described: Described, parsed: boolean): JsonObject {
  const text = (value: unknown): Json =>
    parsed && typeof value === 'string' ? (JSON.parse(value) as Json) : (value as Json);
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = described;
  const shown: Record<string, Json> = {
    ...(cause === undefined ? {} : { Cause: String(cause) }),
    ...(error === undefined ? {} : { Error: String(error) }),
    ExecutionArn: String(executionArn),
    Input: text(input),
    InputDetails: { Included: true },
    Name: String(name),
    ...(output === undefined ? {} : { Output: text(output), OutputDetails: { Included: true } }),
    StartDate: startDate instanceof Date ? startDate.getTime() : null,
    StateMachineArn: String(stateMachineArn),
    Status: status,
    StopDate: stopDate instanceof Date ? stopDate.getTime() : null,
  };
  return shown;
}
