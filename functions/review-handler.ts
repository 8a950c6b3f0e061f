import { type Environment, once } from '../shared/aws/clients';
import type { Reviewing } from '../shared/review';
import { type LambdaHandler, taskError } from './lambda-handler';
import { doneEvent, failedEvent, type StepEvent } from './step-event';

/** One function of the machine `review`, with the log and the errors of all others. */
export function reviewHandler(
  name: string,
  run: (reviewing: Reviewing, payload: unknown) => Promise<object>,
  makeReviewing: (env: Environment) => Reviewing,
  tell: (event: StepEvent) => void = (event) => console.log(JSON.stringify(event)),
): LambdaHandler {
  const reviewing = once(() => makeReviewing(process.env));
  return async (payload, { awsRequestId }) => {
    const beganMs = performance.now();
    const call = () => ({ function: name, payload, requestId: awsRequestId, durationMs: performance.now() - beganMs });
    try {
      const result = await run(reviewing(), payload);
      tell(doneEvent(call(), result));
      return result;
    } catch (error) {
      tell(failedEvent(call(), error));
      throw taskError(error);
    }
  };
}
