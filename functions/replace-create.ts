import { createSteps, runReplaceSteps } from '../shared/replace/steps';
import { replaceHandler } from './replace-handler';

export const handler = replaceHandler(
  'replace-create',
  (replace, payload) => runReplaceSteps(replace, 'replace-create', createSteps, payload),
  () => ({}),
);
