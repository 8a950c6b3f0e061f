import { flowWithoutLedger } from '../shared/aws/aws-flow';
import { verify } from '../shared/flow/verify';
import { decide } from '../shared/sizing';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('verify', { verify }, (env) => flowWithoutLedger({ decide }, env));
