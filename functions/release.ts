import { awsFlow } from '../shared/aws/aws-flow';
import { noticesOf, startsOf } from '../shared/aws/parts';
import { handOver } from '../shared/flow/hand-over';
import { release } from '../shared/flow/release';
import { parseRequest } from '../shared/request';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('release', { release, 'hand-over': handOver }, (env) =>
  awsFlow({ parse: parseRequest, executions: startsOf(env), notifier: noticesOf(env) }, env),
);
