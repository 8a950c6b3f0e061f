import { awsFlow } from '../shared/aws/aws-flow';
import { once } from '../shared/aws/clients';
import { noticesOf, sightOf, startsOf } from '../shared/aws/parts';
import { awsSurveyor } from '../shared/aws/surveyor';
import { type ReviewFunction, type Reviewing, runReviewFunction } from '../shared/review';
import { type LambdaHandler, taskError } from './lambda-handler';
import { doneEvent, failedEvent, type StepEvent } from './step-event';

const packaged = once((): Reviewing => {
  const env = process.env;
  const flow = awsFlow({ observer: sightOf(env), executions: startsOf(env), notifier: noticesOf(env) }, env);
  return { flow, surveyor: awsSurveyor(env) };
});

/** One function of the machine `review`, with the log and the errors of all others. */
export function reviewHandler(
  name: ReviewFunction,
  reviewing: () => Reviewing = packaged,
  tell: (event: StepEvent) => void = (event) => console.log(JSON.stringify(event)),
): LambdaHandler {
  return async (payload, { awsRequestId }) => {
    const beganMs = performance.now();
    const call = () => ({ function: name, payload, requestId: awsRequestId, durationMs: performance.now() - beganMs });
    try {
      const result = await runReviewFunction(reviewing(), name, payload);
      tell(doneEvent(call(), result));
      return result;
    } catch (error) {
      tell(failedEvent(call(), error));
      throw taskError(error);
    }
  };
}
