import type { Platform } from '../../kernel/service';
import type { Execution } from './execution';

/** Above this, EventBridge gets neither input nor output. */
const MAX_EVENT_DATA_BYTES = 248 * 1_024;

/** Puts "Step Functions Execution Status Change" on the bus, as AWS does for Standard machines on every change. */
export function announce(platform: Platform, execution: Execution): void {
  const { options, status, startMs, stopMs, outputText, error, cause } = execution;
  const bytes = Buffer.byteLength(JSON.stringify([options.inputText, outputText ?? '']));
  const included = bytes <= MAX_EVENT_DATA_BYTES;
  platform.log.write(`states.execution-${status === 'RUNNING' ? 'started' : 'ended'}`, {
    machine: options.machine.name,
    execution: options.name,
    status,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  });
  platform.emit({
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    resources: [options.arn],
    detail: {
      executionArn: options.arn,
      stateMachineArn: options.machine.arn,
      name: options.name,
      status,
      startDate: startMs,
      stopDate: stopMs ?? null,
      input: included ? options.inputText : null,
      output: included ? (outputText ?? null) : null,
      inputDetails: { included },
      outputDetails: outputText === undefined ? null : { included },
      error: error ?? null,
      cause: cause ?? null,
      stateMachineVersionArn: options.versionArn ?? null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: redriveReason(status),
    },
  });
}

export function redriveReason(status: Execution['status']): string {
  return status === 'RUNNING' || status === 'SUCCEEDED'
    ? `Execution is ${status} and cannot be redriven`
    : 'The local platform does not have RedriveExecution';
}
