import { endsOf, noticesOf, startsOf } from '../shared/aws/parts';
import { controlSteps, runReplaceSteps } from '../shared/replace/steps';
import { replaceHandler } from './replace-handler';

export const handler = replaceHandler(
  'replace-control',
  (replace, payload) => runReplaceSteps(replace, 'replace-control', controlSteps, payload),
  (env) => ({ executions: { ...endsOf(env), ...startsOf(env) }, notifier: noticesOf(env) }),
);
