import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DAXClient } from '@aws-sdk/client-dax';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Flow } from '../flow';
import type { ReplaceFlow } from '../replace';
import { changing, type Environment, reading } from './clients';
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
      dynamodb: changing(DynamoDBClient, env),
      scaling: changing(ApplicationAutoScalingClient, env),
    }),
    clusters: replaceClusters({
      dax: reading(DAXClient, env),
      daxOnce: changing(DAXClient, env),
      cloudwatch: reading(CloudWatchClient, env),
      dynamodb: reading(DynamoDBClient, env),
    }),
  };
}
