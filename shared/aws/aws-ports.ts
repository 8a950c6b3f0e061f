import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DAXClient } from '@aws-sdk/client-dax';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { PortError, type Ports } from '../flow/ports';
import type { Config } from '../targets';
import { type Account, readAccount } from './account';
import { setBillingMode } from './billing-mode';
import { setCacheTtl } from './cache-ttl';
import { type Environment, forChanges, forReads, once } from './clients';
import { awsExecutions } from './executions';
import { setNodeCount } from './node-count';
import { rebootNode } from './node-reboot';
import { awsNotifier } from './notifier';
import { awsObserver } from './observer';
import { packagedConfig } from './packaged-config';
import { setThroughput } from './table-throughput';

/**
 * The ports of the flow, filled with AWS. `AWS_REGION` and `AWS_ENDPOINT_URL` place it, `RIGHTSIZE_MACHINE` and `NOTICE_TOPIC` name
 * what it starts and where it announces.
 */
export function awsPorts(env: Environment = process.env, config: Config = packagedConfig()): Ports {
  const reads = {
    dax: once(() => new DAXClient(forReads(env))),
    dynamodb: once(() => new DynamoDBClient(forReads(env))),
    cloudwatch: once(() => new CloudWatchClient(forReads(env))),
    scaling: once(() => new ApplicationAutoScalingClient(forReads(env))),
  };
  const changes = {
    dax: once(() => new DAXClient(forChanges(env))),
    dynamodb: once(() => new DynamoDBClient(forChanges(env))),
    // Every call of it may be made twice.
    scaling: reads.scaling,
  };
  const arn = arns(env);
  return {
    config,
    observer: awsObserver(reads),
    changer: {
      setNodeCount: (change) => setNodeCount(changes.dax(), change),
      setBillingMode: (change) => setBillingMode(changes, change),
      setThroughput: (change) => setThroughput(changes, change),
      setCacheTtl: (change) => setCacheTtl(changes.dax(), change),
      rebootNode: (change) => rebootNode(changes.dax(), change),
    },
    executions: awsExecutions({
      // Starting twice costs a look, so repeating is safe.
      states: once(() => new SFNClient(forReads(env))),
      rightsizeArn: () => arn('states', 'stateMachine:', 'RIGHTSIZE_MACHINE'),
    }),
    notifier: awsNotifier({
      sns: once(() => new SNSClient(forReads(env))),
      topicArn: () => arn('sns', '', 'NOTICE_TOPIC'),
    }),
  };
}

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:` and the name that the environment holds. */
function arns(env: Environment) {
  const sts = once(() => new STSClient(forReads(env)));
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
