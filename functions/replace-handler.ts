import { awsFlow, type Parts } from '../shared/aws/aws-flow';
import { awsReplace } from '../shared/aws/aws-replace';
import { type Environment, once } from '../shared/aws/clients';
import type { ReplaceFlow } from '../shared/replace';
import { type LambdaHandler, toldHandler } from './told-handler';

/** One function of the machine that replaces clusters. */
export function replaceHandler(
  name: string,
  run: (replace: ReplaceFlow, payload: unknown) => Promise<object>,
  partsOf: (env: Environment) => Parts,
): LambdaHandler {
  const replace = once(() => awsReplace(process.env, awsFlow(partsOf(process.env), process.env)));
  return toldHandler(name, async (payload) => run(replace(), payload));
}
