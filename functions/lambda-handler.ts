import { awsFlow } from '../shared/aws/aws-flow';
import { once } from '../shared/aws/clients';
import { type Flow, FlowError, type FunctionName, PortError, runFunction } from '../shared/flow';

const packagedFlow = once(() => awsFlow());

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

/** One function of the machine. Errors that may pass are retried by the machine, all others end the execution as `failed`. */
export function lambdaHandler(name: FunctionName, flow: () => Flow = packagedFlow): LambdaHandler {
  return async (payload, context) => {
    try {
      return await runFunction(flow(), name, payload, context.awsRequestId);
    } catch (error) {
      throw taskError(error);
    }
  };
}

export function taskError(error: unknown): unknown {
  if (!(error instanceof PortError) && !(error instanceof FlowError)) return error;
  const name = error.retryable ? 'Daxpilot.Transient' : 'Daxpilot.Final';
  return new TaskError(name, `${error.code}: ${error.message}`, { cause: error });
}
