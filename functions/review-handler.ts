import { type Environment, once } from '../shared/aws/clients';
import type { Reviewing } from '../shared/review';
import type { StepEvent } from './step-event';
import { type LambdaHandler, toldHandler } from './told-handler';

/** One function of the machine `review`. */
export function reviewHandler(
  name: string,
  run: (reviewing: Reviewing, payload: unknown) => Promise<object>,
  makeReviewing: (env: Environment) => Reviewing,
  tell?: (event: StepEvent) => void,
): LambdaHandler {
  const reviewing = once(() => makeReviewing(process.env));
  return toldHandler(name, async (payload) => run(reviewing(), payload), tell);
}
