import { awsFlow } from '../shared/aws/aws-flow';
import { changesOf, endsOf, scalingOf, stateOf } from '../shared/aws/parts';
import { apply } from '../shared/flow/apply';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('apply', { apply }, (env) =>
  awsFlow({ observer: { ...stateOf(env), ...scalingOf(env) }, changer: changesOf(env), executions: endsOf(env) }, env),
);
