import { STSClient } from '@aws-sdk/client-sts';
import { PortError } from '../flow/ports';
import { type Account, readAccount } from './account';
import { type Environment, reading } from './clients';

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:`, a prefix and the name that a variable of the environment holds. */
export function packagedArns(env: Environment) {
  const sts = reading(STSClient, env);
  let known: Promise<Account> | undefined;
  const account = () => {
    known ??= readAccount(sts()).catch((error: unknown) => {
      known = undefined; // a failure is not remembered
      throw error;
    });
    return known;
  };
  return async (service: string, prefix: string, variable: string): Promise<string> => {
    const name = env[variable];
    if (name === undefined) throw new PortError('aws.invalid', `${variable} is not set`, false, 'no');
    const [{ partition, id }, region] = await Promise.all([account(), sts().config.region()]);
    return `arn:${partition}:${service}:${region}:${id}:${prefix}${name}`;
  };
}
