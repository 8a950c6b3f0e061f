import { awsFlow } from '../shared/aws/aws-flow';
import { awsReplace } from '../shared/aws/aws-replace';
import { once } from '../shared/aws/clients';
import { endsOf, noticesOf, startsOf } from '../shared/aws/parts';
import { type ReplaceFunction, runReplace } from '../shared/replace';
import { taskError } from './lambda-handler';

const packaged = once(() => {
  const env = process.env;
  const executions = { ...endsOf(env), ...startsOf(env) };
  return awsReplace(env, awsFlow({ executions, notifier: noticesOf(env) }, env));
});

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
