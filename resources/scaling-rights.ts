import { allow, allowEverywhere, type Statement } from './statement';

/** Scalable targets have no ARN of ours to name in advance; the service namespace is what can be pinned. */
export const lookAtScaling: Statement = allowEverywhere([
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
  'application-autoscaling:ListTagsForResource',
]);

export const lookAtScalableTargets: Statement = allowEverywhere(['application-autoscaling:DescribeScalableTargets']);

/** Of scalable targets that are there already. */
export const boundScaling: readonly Statement[] = [
  {
    ...allowEverywhere(['application-autoscaling:RegisterScalableTarget']),
    Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'dynamodb' } },
  },
  lookAtScalableTargets,
];

export const changeScaling: readonly Statement[] = [
  {
    ...allowEverywhere([
      'application-autoscaling:RegisterScalableTarget',
      'application-autoscaling:DeregisterScalableTarget',
      'application-autoscaling:PutScalingPolicy',
    ]),
    Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'dynamodb' } },
  },
  lookAtScaling,
  allowEverywhere(['application-autoscaling:TagResource', 'application-autoscaling:UntagResource']),
  // The first scalable target of an account makes the role under which auto scaling works.
  {
    ...allow(['iam:CreateServiceLinkedRole'], {
      'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`,
    }),
    Condition: { StringEquals: { 'iam:AWSServiceName': 'dynamodb.application-autoscaling.amazonaws.com' } },
  },
];
