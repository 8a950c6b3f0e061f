import type { Config } from '../shared/targets';
import { arn, type Intrinsic, logicalId, type Resource, type Resources } from './template';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: Intrinsic | readonly Intrinsic[] | '*';
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: Intrinsic | string } };
}

/** One role per handler, one per machine, one for the rules; each with what it calls and nothing else. */
export function roles(config: Config): Resources {
  const grants = handlerGrants(config);
  return {
    ...Object.fromEntries(
      Object.entries(grants).map(([name, statements]) => [
        logicalId(name, 'role'),
        role('lambda.amazonaws.com', [logs(name), ...statements]),
      ]),
    ),
    RightsizeMachineRole: role('states.amazonaws.com', [
      invoke(['admit', 'observe', 'decide', 'apply', 'progress', 'verify', 'record', 'release']),
    ]),
    RecoveryMachineRole: role('states.amazonaws.com', [invoke(['recover'])]),
    ReplaceClusterMachineRole: role('states.amazonaws.com', [
      invoke(['replace-control', 'replace-create', 'replace-delete', 'replace-capacity']),
    ]),
    ReplaceRecoveryMachineRole: role('states.amazonaws.com', [invoke(['replace-recover'])]),
    ReviewMachineRole: role('states.amazonaws.com', [invoke(['review-look', 'review-settle'])]),
    RulesRole: role('events.amazonaws.com', [
      allow(
        ['states:StartExecution'],
        [machine('rightsize'), machine('recovery'), machine('replace-recovery'), machine('review')],
      ),
    ]),
  };
}

function handlerGrants(config: Config): Readonly<Record<string, readonly Statement[]>> {
  const tables = [...new Set(Object.values(config.targets).flatMap((target) => target.tables))];
  const tableArns = tables.map((table) => arn('dynamodb', `table/${table}`));
  // A policy statement must name a resource; without a declared table there is nothing to allow.
  const onTables = (actions: readonly string[]) => (tableArns.length === 0 ? [] : [allow(actions, tableArns)]);

  const look = [
    allowEverywhere(['dax:DescribeClusters', 'dax:DescribeParameters']),
    ...onTables(['dynamodb:DescribeTable']),
  ];
  const lookAtScaling = tables.length === 0 ? [] : [scalingReads];
  const measure = allowEverywhere(['cloudwatch:GetMetricData']);
  const useLedger = allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], ledger);
  const readLedger = allow(['dynamodb:GetItem', 'dynamodb:Query'], ledger);
  const announce = allow(['sns:Publish'], arn('sns', 'daxpilot-notices'));
  const start = allow(['states:StartExecution'], machine('rightsize'));
  const follow = allow(
    ['states:DescribeExecution'],
    [arn('states', 'execution:daxpilot-rightsize:*'), arn('states', 'execution:daxpilot-replace-cluster:*')],
  );
  const lookAtClusters = [allow(['dynamodb:Query'], ledger), measure, ...look, allowEverywhere(['dax:ListTags'])];

  return {
    admit: [useLedger, follow],
    observe: [useLedger, measure, ...look, ...lookAtScaling],
    // Decides from what it is given: no right at all.
    decide: [],
    apply: [
      useLedger,
      follow,
      ...look,
      allowEverywhere([
        'dax:IncreaseReplicationFactor',
        'dax:DecreaseReplicationFactor',
        'dax:UpdateCluster',
        'dax:RebootNode',
        'dax:DescribeParameterGroups',
        'dax:CreateParameterGroup',
        'dax:UpdateParameterGroup',
        'dax:DeleteParameterGroup',
      ]),
      ...onTables(['dynamodb:UpdateTable']),
      ...(tables.length === 0 ? [] : autoScaling()),
    ],
    progress: look,
    verify: [measure, ...look, ...lookAtScaling],
    record: [useLedger, allow(['dynamodb:PutItem'], ledger), announce],
    release: [useLedger, start, announce],
    recover: [useLedger, start, announce],
    'replace-control': [useLedger, follow, start, announce, ...lookAtClusters, ...lookAtScaling],
    'replace-create': [
      useLedger,
      ...look,
      allowEverywhere(['dax:CreateCluster', 'dax:TagResource']),
      passServiceRole(),
    ],
    // Alone with this right, and asks record, tag and counters before it uses it.
    'replace-delete': [useLedger, ...lookAtClusters, allowEverywhere(['dax:DeleteCluster'])],
    'replace-capacity': [
      useLedger,
      announce,
      ...onTables(['dynamodb:DescribeTable', 'dynamodb:UpdateTable']),
      ...(tables.length === 0 ? [] : [scalingBounds, scalingReads]),
    ],
    'replace-recover': [
      useLedger,
      announce,
      allow(['states:StartExecution'], [machine('rightsize'), machine('replace-cluster')]),
    ],
    'review-look': [
      readLedger,
      measure,
      ...look,
      allowEverywhere([
        'cloudwatch:DescribeAlarms',
        'dax:ListTags',
        'dax:DescribeParameterGroups',
        'dax:DescribeSubnetGroups',
        'dynamodb:DescribeLimits',
      ]),
      ...lookAtScaling,
    ],
    'review-settle': [readLedger, allow(['dynamodb:UpdateItem', 'dynamodb:PutItem'], ledger), start, announce],
    // Of the cluster and its tables only the state is asked for: no TTLs, no scaling.
    learn: [
      useLedger,
      measure,
      allowEverywhere(['dax:DescribeClusters', 'dax:DescribeParameters']),
      ...onTables(['dynamodb:DescribeTable']),
    ],
  };
}

const ledger = arn('dynamodb', 'table/daxpilot-ledger');
const machine = (name: string) => arn('states', `stateMachine:daxpilot-${name}`);

/** Scalable targets have no ARN of ours to name in advance; the service namespace is what can be pinned. */
const autoScaling = (): readonly Statement[] => [
  {
    ...allowEverywhere([
      'application-autoscaling:RegisterScalableTarget',
      'application-autoscaling:DeregisterScalableTarget',
      'application-autoscaling:PutScalingPolicy',
    ]),
    Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'dynamodb' } },
  },
  scalingReads,
  allowEverywhere(['application-autoscaling:TagResource', 'application-autoscaling:UntagResource']),
  {
    ...allow(['iam:CreateServiceLinkedRole'], {
      'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`,
    }),
    Condition: { StringEquals: { 'iam:AWSServiceName': 'dynamodb.application-autoscaling.amazonaws.com' } },
  },
];

const allow = (Action: readonly string[], Resource: Statement['Resource']): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** Any role, but only to DAX: the service role of the new cluster is the old one's. */
const passServiceRole = (): Statement => ({
  ...allow(['iam:PassRole'], { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/*` }),
  Condition: { StringEquals: { 'iam:PassedToService': 'dax.amazonaws.com' } },
});

/** AWS knows no resource for these actions, so only the Region can be pinned; which cluster is changed is guarded in code. */
const allowEverywhere = (actions: readonly string[]): Statement => ({
  ...allow(actions, '*'),
  Condition: { StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } },
});

const logs = (name: string) =>
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('logs', `log-group:/aws/lambda/daxpilot-${name}:*`));

/** Of targets that are there already. */
const scalingBounds: Statement = {
  ...allowEverywhere(['application-autoscaling:RegisterScalableTarget']),
  Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'dynamodb' } },
};

const scalingReads = allowEverywhere([
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
  'application-autoscaling:ListTagsForResource',
]);

/** Versions only: machines call exact versions. */
const invoke = (names: readonly string[]) =>
  allow(
    ['lambda:InvokeFunction'],
    names.map((name) => arn('lambda', `function:daxpilot-${name}:*`)),
  );

const role = (service: string, statements: readonly Statement[]): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'daxpilot',
        PolicyDocument: { Version: '2012-10-17', Statement: statements.map((s) => ({ ...s })) },
      },
    ],
  },
});
