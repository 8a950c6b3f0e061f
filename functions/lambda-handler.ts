import { type Environment, once } from '../shared/aws/clients';
import { type Flow, type FunctionName, runSteps, type StepsOf } from '../shared/flow';
import type { StepEvent } from './step-event';
import { type LambdaHandler, toldHandler } from './told-handler';

/** One function of the machine, with its steps and what they call. */
export function lambdaHandler<Name extends FunctionName>(
  name: Name,
  steps: StepsOf<Name>,
  makeFlow: (env: Environment) => Flow,
  tell?: (event: StepEvent) => void,
): LambdaHandler {
  const flow = once(() => makeFlow(process.env));
  return toldHandler(name, async (payload, requestId) => runSteps(flow(), steps, payload, requestId), tell);
}
