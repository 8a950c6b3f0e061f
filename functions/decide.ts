import { flowWithoutLedger } from '../shared/aws/aws-flow';
import { decideStep } from '../shared/flow/decide';
import { decide } from '../shared/sizing';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('decide', { decide: decideStep }, (env) => flowWithoutLedger({ decide }, env));
