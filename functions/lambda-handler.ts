import { type Environment, once } from '../shared/aws/clients';
import { type Flow, FlowError, type FunctionName, PortError, runSteps, type StepsOf } from '../shared/flow';
import { doneEvent, failedEvent, type StepEvent } from './step-event';

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

export type LambdaHandler = (payload: unknown, context: { readonly awsRequestId: string }) => Promise<object>;

/**
 * One function of the machine, with its steps and what they call. Errors that may pass are retried by the machine, all others end the
 * execution as `failed`.
 */
export function lambdaHandler<Name extends FunctionName>(
  name: Name,
  steps: StepsOf<Name>,
  makeFlow: (env: Environment) => Flow,
  tell: (event: StepEvent) => void = toLog,
): LambdaHandler {
  const flow = once(() => makeFlow(process.env));
  return async (payload, { awsRequestId }) => {
    const beganMs = performance.now();
    const call = () => ({ function: name, payload, requestId: awsRequestId, durationMs: performance.now() - beganMs });
    try {
      const result = await runSteps(flow(), steps, payload, awsRequestId);
      tell(doneEvent(call(), result));
      return result;
    } catch (error) {
      tell(failedEvent(call(), error));
      throw taskError(error);
    }
  };
}

const toLog = (event: StepEvent): void => console.log(JSON.stringify(event));

export function taskError(error: unknown): unknown {
  if (!(error instanceof PortError) && !(error instanceof FlowError)) return error;
  const name = error.retryable ? 'Daxpilot.Transient' : 'Daxpilot.Final';
  return new TaskError(name, `${error.code}: ${error.message}`, { cause: error });
}
