import { awsFlow } from '../shared/aws/aws-flow';
import { sightOf } from '../shared/aws/parts';
import { awsSurveyor } from '../shared/aws/surveyor';
import { lookSteps, runReviewSteps } from '../shared/review/run-review-step';
import { reviewHandler } from './review-handler';

export const handler = reviewHandler(
  'review-look',
  (reviewing, payload) => runReviewSteps(reviewing, 'review-look', lookSteps, payload),
  (env) => ({ flow: awsFlow({ observer: sightOf(env) }, env), surveyor: awsSurveyor(env) }),
);
