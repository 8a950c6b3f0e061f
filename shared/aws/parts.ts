import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DAXClient } from '@aws-sdk/client-dax';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Changer, Executions, Notifier, Observer } from '../flow/ports';
import { setBillingMode } from './billing-mode';
import { setCacheTtl } from './cache-ttl';
import { changing, type Environment, reading } from './clients';
import { readCluster } from './cluster-reader';
import { readDemand, readTotals } from './demand-reader';
import { describeExecution, startExecution } from './executions';
import { setNodeCount } from './node-count';
import { rebootNode } from './node-reboot';
import { awsNotifier } from './notifier';
import { awsObserver } from './observer';
import { packagedArns } from './packaged-arns';
import { readTable } from './table-reader';
import { setThroughput } from './table-throughput';

/**
 * The ports of the flow in parts, so that a handler carries the code and the clients of what it calls and no others. `AWS_REGION` and
 * `AWS_ENDPOINT_URL` place them.
 */

/** State of clusters and tables, without their metrics. */
export function stateOf(env: Environment): Pick<Observer, 'cluster' | 'table'> {
  const dax = reading(DAXClient, env);
  const dynamodb = reading(DynamoDBClient, env);
  return { cluster: (name) => readCluster(dax(), name), table: (name) => readTable(dynamodb(), name) };
}

/** Load by the minute, and what it was made of. */
export function loadOf(env: Environment): Pick<Observer, 'demand' | 'totals'> {
  const cloudwatch = reading(CloudWatchClient, env);
  return {
    demand: (target, tables, nowMs, minutes) => readDemand(cloudwatch(), target, tables, nowMs, minutes),
    totals: (target, nowMs, minutes) => readTotals(cloudwatch(), target, nowMs, minutes),
  };
}

/** Everything that can be seen of a target. */
export const sightOf = (env: Environment): Pick<Observer, 'snapshot'> =>
  awsObserver({
    dax: reading(DAXClient, env),
    dynamodb: reading(DynamoDBClient, env),
    cloudwatch: reading(CloudWatchClient, env),
    scaling: reading(ApplicationAutoScalingClient, env),
  });

export function changesOf(env: Environment): Changer {
  const dax = changing(DAXClient, env);
  const clients = {
    dynamodb: changing(DynamoDBClient, env),
    // Every call of it may be made twice.
    scaling: reading(ApplicationAutoScalingClient, env),
  };
  return {
    setNodeCount: (change) => setNodeCount(dax(), change),
    setBillingMode: (change) => setBillingMode(clients, change),
    setThroughput: (change) => setThroughput(clients, change),
    setCacheTtl: (change) => setCacheTtl(dax(), change),
    rebootNode: (change) => rebootNode(dax(), change),
  };
}

/** What became of an execution. */
export function endsOf(env: Environment): Pick<Executions, 'describe'> {
  const states = reading(SFNClient, env);
  return { describe: (arn) => describeExecution(states(), arn) };
}

/** Starts the machine that `RIGHTSIZE_MACHINE` names. */
export function startsOf(env: Environment): Pick<Executions, 'start'> {
  // Starting twice costs a look, so repeating is safe.
  const states = reading(SFNClient, env);
  const arns = packagedArns(env);
  return {
    start: async (input) => startExecution(states(), await arns('states', 'stateMachine:', 'RIGHTSIZE_MACHINE'), input),
  };
}

/** Starts the machine that `REPLACE_MACHINE` names. A second one finds the target held, so repeating is safe. */
export function handOversOf(env: Environment): (input: object) => Promise<string> {
  const states = reading(SFNClient, env);
  const arns = packagedArns(env);
  return async (input) => startExecution(states(), await arns('states', 'stateMachine:', 'REPLACE_MACHINE'), input);
}

/** Tells the topic that `NOTICE_TOPIC` names. */
export function noticesOf(env: Environment): Notifier {
  const arns = packagedArns(env);
  return awsNotifier({
    sns: reading(SNSClient, env),
    topicArn: () => arns('sns', '', 'NOTICE_TOPIC'),
  });
}
