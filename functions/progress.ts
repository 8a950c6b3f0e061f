import { flowWithoutLedger } from '../shared/aws/aws-flow';
import { stateOf } from '../shared/aws/parts';
import { progress } from '../shared/flow/progress';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('progress', { progress }, (env) =>
  flowWithoutLedger({ observer: stateOf(env) }, env),
);
