import { noticesOf } from '../shared/aws/parts';
import { capacitySteps, runReplaceSteps } from '../shared/replace/steps';
import { replaceHandler } from './replace-handler';

export const handler = replaceHandler(
  'replace-capacity',
  (replace, payload) => runReplaceSteps(replace, 'replace-capacity', capacitySteps, payload),
  (env) => ({ notifier: noticesOf(env) }),
);
