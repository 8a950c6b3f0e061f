import { flowWithoutLedger } from '../shared/aws/aws-flow';
import { sightOf } from '../shared/aws/parts';
import { verify } from '../shared/flow/verify';
import { decide } from '../shared/sizing';
import { lambdaHandler } from './lambda-handler';

export const handler = lambdaHandler('verify', { verify }, (env) =>
  flowWithoutLedger({ observer: sightOf(env), decide }, env),
);
