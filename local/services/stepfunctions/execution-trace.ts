import { sessionOf } from '../../kernel/credentials';
import type { Platform } from '../../kernel/service';
import { newTraceId, readTraceHeader, Span, type XRay } from '../xray';
import type { Revision } from './machine-store';

/** What is known of an execution when it starts. */
interface Started {
  readonly platform: Platform;
  readonly xray?: XRay | undefined;
  readonly arn: string;
  readonly name: string;
  readonly machine: { readonly arn: string; readonly name: string };
  readonly revision: Revision;
  readonly traceHeader?: string | undefined;
}

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
export function traceExecution({ xray, platform, arn, name, machine, revision, traceHeader }: Started): ExecutionTrace {
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
