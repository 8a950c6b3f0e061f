import { awsFlow } from '../shared/aws/aws-flow';
import { noticesOf } from '../shared/aws/parts';
import { record } from '../shared/flow/record';
import { recordFailure } from '../shared/flow/record-failure';
import { targetStateEvent } from '../shared/flow/target-state';
import { parseRequest } from '../shared/request';
import { lambdaHandler } from './lambda-handler';
import type { LambdaHandler } from './told-handler';

const recorded = lambdaHandler('record', { record, 'record-failure': recordFailure }, (env) =>
  awsFlow({ parse: parseRequest, notifier: noticesOf(env) }, env),
);

/** Tells what the look found in a line of the log, from which CloudWatch makes the metrics of the dashboard and of the alarms on daxpilot itself. */
export const handler: LambdaHandler = async (payload, context) => {
  const result = await recorded(payload, context);
  // Both have been checked by the step that just ran.
  const state = targetStateEvent(payload as never, result as never);
  // Not console.log: the runtime would write time and request id before it, and the line is to be JSON alone.
  if (state !== undefined) process.stdout.write(`${JSON.stringify(state)}\n`);
  return result;
};
