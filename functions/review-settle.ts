import { awsFlow, missingPart } from '../shared/aws/aws-flow';
import { noticesOf, startsOf } from '../shared/aws/parts';
import { runReviewSteps, settleSteps } from '../shared/review/run-review-step';
import { reviewHandler } from './review-handler';

export const handler = reviewHandler(
  'review-settle',
  (reviewing, payload) => runReviewSteps(reviewing, 'review-settle', settleSteps, payload),
  (env) => ({
    flow: awsFlow({ executions: startsOf(env), notifier: noticesOf(env) }, env),
    surveyor: missingPart('surveyor'),
  }),
);
