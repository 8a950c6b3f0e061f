import { awsReplace } from '../shared/aws/aws-replace';
import { once } from '../shared/aws/clients';
import { type ReplaceFunction, runReplace } from '../shared/replace';
import { taskError } from './lambda-handler';

const packaged = once(() => awsReplace());

/** One function of the machine that replaces clusters. Errors that may pass are retried by the machine. */
export const replaceHandler =
  (name: ReplaceFunction, replace = packaged) =>
  async (payload: unknown): Promise<object> => {
    try {
      return await runReplace(replace(), name, payload);
    } catch (error) {
      throw taskError(error);
    }
  };
