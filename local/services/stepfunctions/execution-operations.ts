import type { Call, Operation } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { brokenConstraint, notHere } from './constraint';
import type { Execution } from './execution';
import type { ExecutionStore } from './execution-store';
import type { HistoryEvent } from './interpreter/history';
import type { MachineStore } from './machine-store';
import { type PageInput, pageOf } from './page';
import { redriveReason } from './status-change';

interface ExecutionInput extends PageInput {
  readonly stateMachineArn?: string;
  readonly executionArn?: string;
  readonly name?: string;
  readonly input?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly statusFilter?: string;
  readonly reverseOrder?: boolean;
  readonly includeExecutionData?: boolean;
  readonly includedData?: string;
  readonly mapRunArn?: string;
  readonly redriveFilter?: string;
  readonly traceHeader?: string;
}

const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'];
/** Members of event details that `includeExecutionData: false` leaves out. */
const DATA_MEMBERS = new Set(['input', 'output', 'parameters', 'assignedVariables']);

export function executionOperations(machines: MachineStore, executions: ExecutionStore): Record<string, Operation> {
  return {
    StartExecution(input: ExecutionInput, call: Call) {
      checkLength('traceHeader', input.traceHeader, 256);
      const execution = executions.start(machines.get(input.stateMachineArn), input.name, input.input ?? '{}', {
        // Where both are there the header of the request counts (API reference, StartExecution).
        traceHeader: call.traceHeader ?? input.traceHeader,
      });
      return { executionArn: execution.options.arn, startDate: new Date(execution.startMs) };
    },
    DescribeExecution(input: ExecutionInput) {
      const execution = executions.get(input.executionArn);
      const { options, status, outputText, error, cause } = execution;
      const data = input.includedData !== 'METADATA_ONLY';
      return {
        ...summaryOf(execution),
        ...(data ? { input: options.inputText } : {}),
        inputDetails: { included: data },
        ...(outputText === undefined
          ? {}
          : { ...(data ? { output: outputText } : {}), outputDetails: { included: data } }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
        ...(options.versionArn === undefined ? {} : { stateMachineVersionArn: options.versionArn }),
        ...(options.traceHeader === undefined ? {} : { traceHeader: options.traceHeader }),
        redriveCount: 0,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: redriveReason(status),
      };
    },
    DescribeStateMachineForExecution(input: ExecutionInput) {
      const { options } = executions.get(input.executionArn);
      const { revision, machine } = options;
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        definition: revision.text,
        roleArn: revision.roleArn,
        updateDate: new Date(revision.atMs),
        loggingConfiguration: revision.loggingConfiguration,
        tracingConfiguration: revision.tracingConfiguration,
        encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
        ...(revision.revisionId === undefined ? {} : { revisionId: revision.revisionId }),
      };
    },
    ListExecutions(input: ExecutionInput) {
      const { statusFilter: status } = input;
      if (input.mapRunArn !== undefined) {
        throw notHere('map runs (mapRunArn)');
      }
      if (input.redriveFilter !== undefined) {
        throw notHere('redriveFilter');
      }
      if (status !== undefined && !STATUSES.includes(status)) {
        throw brokenConstraint('statusFilter', status, `Member must satisfy enum value set: [${STATUSES.join(', ')}]`);
      }
      const { machine, version } = machines.get(input.stateMachineArn);
      const versionArn = version === undefined ? undefined : machines.versionArn(machine, version);
      const wanted = executions
        .of(machine.arn, versionArn)
        .filter((one) => status === undefined || one.status === status);
      const page = pageOf(wanted, input, `executions ${input.stateMachineArn} ${status ?? ''}`);
      return {
        executions: page.items.map(summaryOf),
        ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      };
    },
    GetExecutionHistory(input: ExecutionInput) {
      const { history } = executions.get(input.executionArn);
      const events = input.reverseOrder === true ? history.events.toReversed() : history.events;
      const page = pageOf(events, input, `history ${input.executionArn} ${input.reverseOrder === true}`);
      return {
        events: page.items.map((event) => eventOf(event, input.includeExecutionData !== false)),
        ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      };
    },
    StopExecution(input: ExecutionInput) {
      const execution = executions.get(input.executionArn);
      checkLength('error', input.error, 256);
      checkLength('cause', input.cause, 32_768);
      execution.stop(input.error, input.cause);
      return { stopDate: new Date(execution.stopMs ?? execution.startMs) };
    },
    RedriveExecution() {
      throw new ServiceError('ExecutionNotRedrivable', 'The local platform does not have RedriveExecution.');
    },
    StartSyncExecution() {
      throw new ServiceError(
        'StateMachineTypeNotSupported',
        'This operation is not supported by this type of state machine',
      );
    },
  };
}

function summaryOf(execution: Execution): Record<string, unknown> {
  const { options, status, startMs, stopMs } = execution;
  return {
    executionArn: options.arn,
    stateMachineArn: options.machine.arn,
    name: options.name,
    status,
    startDate: new Date(startMs),
    ...(stopMs === undefined ? {} : { stopDate: new Date(stopMs) }),
  };
}

function eventOf(
  { id, previousEventId, timestampMs, type, details }: HistoryEvent,
  withData: boolean,
): Record<string, unknown> {
  const head = { timestamp: new Date(timestampMs), type, id, previousEventId };
  if (details === undefined) {
    return head;
  }
  const { member } = details;
  if (withData) {
    return { ...head, [member]: details.value };
  }
  return {
    ...head,
    [member]: Object.fromEntries(Object.entries(details.value).filter(([name]) => !DATA_MEMBERS.has(name))),
  };
}

function checkLength(member: string, value: string | undefined, most: number): void {
  if (value !== undefined && value.length > most) {
    throw brokenConstraint(
      member,
      `(${value.length} characters)`,
      `Member must have length less than or equal to ${most}`,
    );
  }
}
