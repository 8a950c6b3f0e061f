import { type StepEnd, StepTrace } from '../shared/aws/trace/step-trace';
import { FlowError, PortError } from '../shared/flow';
import { doneEvent, failedEvent, type StepEvent } from './step-event';

export type LambdaHandler = (payload: unknown, context: { readonly awsRequestId: string }) => Promise<object>;

/** What the state machine matches in Retry and shows in a failed task. */
export class TaskError extends Error {
  constructor(
    override readonly name: 'Daxpilot.Transient' | 'Daxpilot.Final',
    message: string,
    options: { readonly cause: unknown },
  ) {
    super(message, options);
  }
}

/**
 * The handler of a function, and what it says of each call: a line in its log, and the step's subsegment where the invocation is traced.
 * Errors that may pass are retried by the machine, all others end the execution as `failed`.
 */
export function toldHandler(
  name: string,
  run: (payload: unknown, requestId: string) => Promise<object>,
  tell: (event: StepEvent) => void = toLog,
): LambdaHandler {
  return async (payload, { awsRequestId: requestId }) => {
    const beganMs = performance.now();
    const trace = StepTrace.begin(process.env);
    const call = () => ({ function: name, payload, requestId, durationMs: performance.now() - beganMs });
    const told = async (event: StepEvent) => {
      tell(event);
      await trace?.end(stepEnd(event));
    };
    let result: object;
    try {
      result = await run(payload, requestId);
    } catch (error) {
      await told(failedEvent(call(), error));
      throw taskError(error);
    }
    await told(doneEvent(call(), result));
    return result;
  };
}

const toLog = (event: StepEvent): void => console.log(JSON.stringify(event));

/** A step is named by the payload, which nobody has checked if it was refused. */
const isStepName = (text: string | null): text is string => text !== null && /^[\w-]{1,64}$/.test(text);

export function stepEnd(event: StepEvent): StepEnd {
  const { step, target, execution, decisionId } = event;
  const kind = event.event === 'step.done' ? event.kind : null;
  return {
    name: isStepName(step) ? step : event.function,
    annotations: { step, target, execution, decisionId, kind },
    ...(event.event === 'step.failed' && { failure: event.code }),
  };
}

export function taskError(error: unknown): unknown {
  if (!(error instanceof PortError) && !(error instanceof FlowError)) return error;
  const name = error.retryable ? 'Daxpilot.Transient' : 'Daxpilot.Final';
  return new TaskError(name, `${error.code}: ${error.message}`, { cause: error });
}
