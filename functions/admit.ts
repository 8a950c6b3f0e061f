import { awsFlow } from '../shared/aws/aws-flow';
import { endsOf } from '../shared/aws/parts';
import { admit } from '../shared/flow/admit';
import { parseRequest } from '../shared/request';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('admit', { admit }, (env) =>
  awsFlow({ parse: parseRequest, executions: endsOf(env) }, env),
);
