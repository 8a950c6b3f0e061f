import { awsFlow } from '../shared/aws/aws-flow';
import { noticesOf, startsOf } from '../shared/aws/parts';
import { recover, restart } from '../shared/flow/recover';
import { parseRequest } from '../shared/request';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('recover', { recover, restart }, (env) =>
  awsFlow({ parse: parseRequest, executions: startsOf(env), notifier: noticesOf(env) }, env),
);
