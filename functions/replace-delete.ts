import { deleteSteps, runReplaceSteps } from '../shared/replace/steps';
import { replaceHandler } from './replace-handler';

export const handler = replaceHandler(
  'replace-delete',
  (replace, payload) => runReplaceSteps(replace, 'replace-delete', deleteSteps, payload),
  () => ({}),
);
