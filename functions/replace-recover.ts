import { noticesOf, startsOf } from '../shared/aws/parts';
import { runReplaceRecovery } from '../shared/replace/steps';
import { replaceHandler } from './replace-handler';

export const handler = replaceHandler('replace-recover', runReplaceRecovery, (env) => ({
  executions: startsOf(env),
  notifier: noticesOf(env),
}));
