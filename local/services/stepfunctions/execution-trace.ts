import { sessionOf } from '../../kernel/credentials';
import { newTraceId, readTraceHeader, Span } from '../xray';
import type { ExecutionOptions } from './execution';

export interface ExecutionTrace {
  /** The machine's segment, where the execution is recorded. */
  readonly span?: Span;
  /** What tasks are told where it is not. */
  readonly handedOn: string | undefined;
}

/**
 * A machine with tracing on goes by the decision of whoever starts it and decides by the sampling rules where nobody did; one with tracing
 * off hands on what it was given (Step Functions guide, "Trace Step Functions requests in AWS X-Ray").
 */
export function traceExecution({
  xray,
  platform,
  arn,
  name,
  machine,
  revision,
  traceHeader,
}: ExecutionOptions): ExecutionTrace {
  const header = readTraceHeader(traceHeader);
  const handedOn = header === undefined ? undefined : traceHeader;
  if (xray === undefined || revision.tracingConfiguration.enabled !== true) {
    return { handedOn };
  }
  const caller = sessionOf(revision.roleArn, name);
  if (header?.sampled === undefined) {
    xray.askSampling(caller);
  }
  if (header?.sampled === false) {
    return { handedOn };
  }
  const { root = newTraceId(Date.now()), parent } = header ?? {};
  const span = Span.segment(xray, caller, { root, parent, sampled: true }, machine.name, {
    origin: 'AWS::StepFunctions::StateMachine',
    resource_arn: machine.arn,
    aws: { account_id: platform.account, execution_arn: arn },
  });
  return { span, handedOn };
}
