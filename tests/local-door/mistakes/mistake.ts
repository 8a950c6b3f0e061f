import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DAXClient } from '@aws-sdk/client-dax';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';

export const ROLE = 'arn:aws:iam::123456789012:role/any';
export const ARN = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;
export const KB = 1024;

/** One command, the client that sends it, and what AWS calls its mistake; its status is 400 unless it is given. */
export type Mistake = readonly [what: string, client: ClientName, command: object, error: string, status?: number];
export type ClientName = keyof ReturnType<typeof clientsOf>;

export const clientsOf = (config: object) => ({
  autoscaling: new ApplicationAutoScalingClient(config),
  cloudwatch: new CloudWatchClient(config),
  dax: new DAXClient(config),
  dynamodb: new DynamoDBClient(config),
  events: new EventBridgeClient(config),
  lambda: new LambdaClient(config),
  states: new SFNClient(config),
  sns: new SNSClient(config),
  sts: new STSClient(config),
});
