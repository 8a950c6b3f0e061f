import { awsFlow } from '../shared/aws/aws-flow';
import { loadOf, sightOf } from '../shared/aws/parts';
import { lookAfter } from '../shared/flow/look-after';
import { observe } from '../shared/flow/observe';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('observe', { observe, 'look-after': lookAfter }, (env) =>
  awsFlow({ observer: { ...sightOf(env), ...loadOf(env) } }, env),
);
