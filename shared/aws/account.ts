import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { PortError } from '../flow/ports';
import { attempt } from './calls';

/** What an ARN needs beside the names that the environment holds. */
export interface Account {
  readonly partition: string;
  readonly id: string;
}

/** Asked once per process; everybody may ask it. */
export async function readAccount(sts: STSClient): Promise<Account> {
  const { Arn = '' } = await attempt('GetCallerIdentity', (options) =>
    sts.send(new GetCallerIdentityCommand({}), options),
  );
  const [, partition, , , id] = Arn.split(':');
  if (!partition || !id) throw new PortError('aws.failed', `GetCallerIdentity gave "${Arn}" as ARN`, false, 'no');
  return { partition, id };
}
