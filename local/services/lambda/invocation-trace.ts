import { sessionOf } from '../../kernel/credentials';
import type { Platform } from '../../kernel/service';
import { newTraceId, readTraceHeader, Span, traceHeaderText, type XRay } from '../xray';
import type { Resolved } from './registry';
import type { Outcome } from './sandbox';

/** What is known of an invocation before it begins. */
interface Invoked {
  readonly target: Resolved;
  readonly requestId: string;
  /** The trace of whoever calls, as `X-Amzn-Trace-Id` names it. */
  readonly traceHeader?: string | undefined;
}

/** The segments of one invocation: of the service that takes it, and of the function while it runs. */
export interface InvocationTrace {
  /** The function gets it; what it holds goes into `_X_AMZN_TRACE_ID`. */
  begins(): string | undefined;
  ends(outcome?: Outcome): void;
}

/**
 * Active tracing goes by the decision of whoever calls, and records what nobody has decided about. `PassThrough` hands on what it was given
 * and records nothing (Lambda guide, "Visualize Lambda function invocations using AWS X-Ray").
 */
export function traceInvocation(
  { account }: Platform,
  xray: XRay | undefined,
  { target: { record, version, arn }, requestId, traceHeader }: Invoked,
): InvocationTrace {
  const header = readTraceHeader(traceHeader);
  const { settings } = version;
  if (xray === undefined || settings.tracing !== 'Active') {
    return handingOn(header === undefined ? undefined : traceHeader);
  }
  const { root = newTraceId(Date.now()), parent, sampled = true } = header ?? {};
  if (!sampled) {
    return handingOn(traceHeaderText({ root, parent, sampled }));
  }
  const caller = sessionOf(settings.role, record.name);
  const more = { resource_arn: arn, aws: { account_id: account, request_id: requestId } };
  const service = Span.segment(xray, caller, { root, parent, sampled }, record.name, {
    origin: 'AWS::Lambda',
    ...more,
  });
  let ofFunction: Span | undefined;
  return {
    begins() {
      const origin = 'AWS::Lambda::Function';
      ofFunction = Span.segment(xray, caller, service.header, record.name, { origin, ...more });
      return ofFunction.headerText;
    },
    ends(outcome) {
      const fault = outcome?.kind === 'error' ? { fault: outcome.error.errorType } : {};
      ofFunction?.end(fault);
      service.end({ status: 200, ...fault });
    },
  };
}

const handingOn = (header: string | undefined): InvocationTrace => ({ begins: () => header, ends: () => undefined });
