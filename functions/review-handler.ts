import { awsFlow } from '../shared/aws/aws-flow';
import { once } from '../shared/aws/clients';
import { awsSurveyor } from '../shared/aws/surveyor';
import { type ReviewFunction, type Reviewing, runReviewFunction } from '../shared/review';
import { type LambdaHandler, taskError } from './lambda-handler';
import { doneEvent, failedEvent, type StepEvent } from './step-event';

const packaged = once((): Reviewing => ({ flow: awsFlow(), surveyor: awsSurveyor() }));

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
