import { targetStateEvent } from '../shared/flow';
import { type LambdaHandler, lambdaHandler } from './lambda-handler';

const recorded = lambdaHandler('record');

/** Tells what the look found in a line of the log, from which CloudWatch makes the metrics of the dashboard and of the alarms on daxpilot itself. */
export const handler: LambdaHandler = async (payload, context) => {
  const result = await recorded(payload, context);
  // Both have been checked by the step that just ran.
  const state = targetStateEvent(payload as never, result as never);
  // Not console.log: the runtime would write time and request id before it, and the line is to be JSON alone.
  if (state !== undefined) process.stdout.write(`${JSON.stringify(state)}\n`);
  return result;
};
