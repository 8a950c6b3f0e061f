import type { ResourceType } from '../resource-type';
import { scalableTarget, scalingPolicy } from './autoscaling';
import { cloudwatchAlarm, cloudwatchCompositeAlarm, cloudwatchDashboard } from './cloudwatch';
import { daxCluster, daxParameterGroup, daxSubnetGroup } from './dax';
import { dynamodbTable } from './dynamodb-table';
import { securityGroup } from './ec2';
import { eventsRule } from './events-rule';
import { iamManagedPolicy, iamPolicy, iamRole } from './iam';
import { instanceProfile } from './instance-profile';
import { lambdaAlias, lambdaPermission, lambdaVersion } from './lambda-companions';
import { lambdaFunction } from './lambda-function';
import { snsSubscription, snsTopic, snsTopicPolicy } from './sns';
import { sqsQueue, sqsQueuePolicy } from './sqs';
import { ssmParameter } from './ssm-parameter';
import { stateMachine } from './state-machine';
import { deploymentBucket, deploymentBucketPolicy, logGroup } from './without-service';

export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  [
    cloudwatchAlarm,
    cloudwatchCompositeAlarm,
    cloudwatchDashboard,
    daxCluster,
    daxParameterGroup,
    daxSubnetGroup,
    deploymentBucket,
    deploymentBucketPolicy,
    dynamodbTable,
    eventsRule,
    iamManagedPolicy,
    iamPolicy,
    iamRole,
    instanceProfile,
    lambdaAlias,
    lambdaFunction,
    lambdaPermission,
    lambdaVersion,
    logGroup,
    scalableTarget,
    scalingPolicy,
    securityGroup,
    snsSubscription,
    snsTopic,
    snsTopicPolicy,
    sqsQueue,
    sqsQueuePolicy,
    ssmParameter,
    stateMachine,
  ].map((type) => [type.type, type]),
);
