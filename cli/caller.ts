import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { forReads } from '../shared/aws';
import type { Connection } from './connection';

/** ARN of whoever calls, for the record. */
export const callerArn = async (connection: Connection): Promise<string> => {
  const client = new STSClient(forReads(connection.env));
  try {
    const { Arn = 'unknown' } = await client.send(new GetCallerIdentityCommand({}));
    return Arn;
  } finally {
    client.destroy();
  }
};
