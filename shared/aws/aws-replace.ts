import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DAXClient } from '@aws-sdk/client-dax';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Flow } from '../flow';
import type { ReplaceFlow } from '../replace';
import { type Environment, forChanges, forReads, once } from './clients';
import { handOversOf } from './parts';
import { readRaiser } from './read-raiser';
import { replaceClusters } from './replace-clusters';

/** The hand-over over AWS. */
export function awsReplace(env: Environment, flow: Flow): ReplaceFlow {
  return {
    flow,
    wallMs: Date.now,
    start: handOversOf(env),
    reads: readRaiser({
      dynamodb: once(() => new DynamoDBClient(forChanges(env))),
      scaling: once(() => new ApplicationAutoScalingClient(forChanges(env))),
    }),
    clusters: replaceClusters({
      dax: once(() => new DAXClient(forReads(env))),
      daxOnce: once(() => new DAXClient(forChanges(env))),
      cloudwatch: once(() => new CloudWatchClient(forReads(env))),
      dynamodb: once(() => new DynamoDBClient(forReads(env))),
    }),
  };
}
