import { awsFlow } from '../shared/aws/aws-flow';
import { loadOf, stateOf } from '../shared/aws/parts';
import { learn } from '../shared/flow/learn';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('learn', { learn }, (env) =>
  awsFlow({ observer: { ...stateOf(env), ...loadOf(env) } }, env),
);
