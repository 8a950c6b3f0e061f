import type { ResourceType } from '../resource-type';
import { scalableTarget, scalingPolicy } from './autoscaling';
import { cloudwatchAlarm, cloudwatchCompositeAlarm, cloudwatchDashboard } from './cloudwatch';
import { daxCluster, daxParameterGroup, daxSubnetGroup } from './dax';
import { dynamodbTable } from './dynamodb-table';
import { eventsRule } from './events-rule';
import { iamManagedPolicy, iamPolicy, iamRole } from './iam';
import { lambdaAlias, lambdaPermission, lambdaVersion } from './lambda-companions';
import { lambdaFunction } from './lambda-function';
import { snsSubscription, snsTopic, snsTopicPolicy } from './sns';
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
    lambdaAlias,
    lambdaFunction,
    lambdaPermission,
    lambdaVersion,
    logGroup,
    scalableTarget,
    scalingPolicy,
    snsSubscription,
    snsTopic,
    snsTopicPolicy,
    ssmParameter,
    stateMachine,
  ].map((type) => [type.type, type]),
);
