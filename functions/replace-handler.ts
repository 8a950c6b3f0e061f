import { awsFlow, type Parts } from '../shared/aws/aws-flow';
import { awsReplace } from '../shared/aws/aws-replace';
import { type Environment, once } from '../shared/aws/clients';
import type { ReplaceFlow } from '../shared/replace';
import { taskError } from './lambda-handler';

/** One function of the machine that replaces clusters. Errors that may pass are retried by the machine. */
export function replaceHandler(
  run: (replace: ReplaceFlow, payload: unknown) => Promise<object>,
  partsOf: (env: Environment) => Parts,
): (payload: unknown) => Promise<object> {
  const replace = once(() => awsReplace(process.env, awsFlow(partsOf(process.env), process.env)));
  return async (payload) => {
    try {
      return await run(replace(), payload);
    } catch (error) {
      throw taskError(error);
    }
  };
}
