import type { Config, Target } from '../shared/targets';
import { declaredCluster, successors } from './cluster-arns';
import { boundScaling, changeScaling, lookAtScalableTargets, lookAtScaling } from './scaling-rights';
import { allow, allowEverywhere, allowOn, denyOn, type Statement } from './statement';
import { arn, type Intrinsic } from './template';

/**
 * `by-cluster`: changes of clusters are allowed on the declared clusters and on what a hand-over makes of them, as AWS's Service Authorization
 * Reference has it. `any-cluster`: on all of the Region, as the DAX guide of 2023 says it must be ("you cannot scope API actions to a
 * specific resource"). Either way the code changes no cluster that is not declared.
 */
export type DaxRights = 'by-cluster' | 'any-cluster';

type Rights = Readonly<Record<string, readonly Statement[]>>;

/** What each handler calls, and nothing else: `npm run least-privilege` compares it with what is used. */
export function handlerRights(config: Config, daxRights: DaxRights): Rights {
  const targets = Object.values(config.targets);
  const clustered = targets.filter(({ cluster }) => cluster !== undefined);
  const learning = targets.filter(({ policy }) => policy.learnedRules !== 'off');
  const changeClusters = (actions: readonly string[], on: readonly Intrinsic[]): readonly Statement[] =>
    daxRights === 'any-cluster' && on.length > 0 ? [allowEverywhere(actions)] : allowOn(actions, on);

  // Where no cluster is declared one may be introduced, and the endpoint record names it.
  const look = [describeClusters, ...allowOn(['dynamodb:DescribeTable'], tablesOf(targets))];
  const scaling = tablesOf(targets).length === 0 ? [] : [lookAtScaling];
  const all = [...clustered.flatMap(declaredCluster), ...targets.map(successors)];

  return {
    admit: [useLedger, follow],
    observe: [useLedger, measure, ...look, ...scaling],
    // They decide and judge from what they are given: no right at all.
    decide: [],
    verify: [],
    apply: [
      useLedger,
      follow,
      ...look,
      ...changeClusters(
        ['dax:IncreaseReplicationFactor', 'dax:DecreaseReplicationFactor', 'dax:UpdateCluster', 'dax:RebootNode'],
        all,
      ),
      changeGroups,
      ...allowOn(['dynamodb:UpdateTable'], tablesOf(targets)),
      ...(tablesOf(targets).length === 0 ? [] : changeScaling),
    ],
    progress: look,
    record: [useLedger, allow(['dynamodb:PutItem'], ledger), announce],
    release: [useLedger, start, announce],
    recover: [useLedger, start, announce],
    'replace-control': [
      useLedger,
      queryLedger,
      follow,
      start,
      announce,
      measure,
      describeClusters,
      ...allowOn(['dynamodb:DescribeTable'], tablesOf(targets)),
      ...(scaling.length === 0 ? [] : [lookAtScalableTargets]),
    ],
    // The names that a hand-over makes up and no others.
    'replace-create': [
      useLedger,
      describeClusters,
      ...changeClusters(['dax:CreateCluster', 'dax:TagResource'], targets.map(successors)),
      passServiceRole,
    ],
    // Alone with this right, never for a declared cluster, and asks record, tag and counters before it uses it.
    'replace-delete': [
      allow(['dynamodb:GetItem', 'dynamodb:Query'], ledger),
      measure,
      describeClusters,
      ...changeClusters(['dax:ListTags'], all),
      ...changeClusters(['dax:DeleteCluster'], targets.map(successors)),
      // products-east fits products-???? too.
      ...denyOn(['dax:DeleteCluster'], clustered.flatMap(declaredCluster)),
    ],
    'replace-capacity': [
      useLedger,
      announce,
      ...allowOn(['dynamodb:DescribeTable', 'dynamodb:UpdateTable'], tablesOf(targets)),
      ...(scaling.length === 0 ? [] : boundScaling),
    ],
    'replace-recover': [
      useLedger,
      announce,
      allow(
        ['states:StartExecution'],
        [arn('states', 'stateMachine:daxpilot-rightsize'), arn('states', 'stateMachine:daxpilot-replace-cluster')],
      ),
    ],
    'review-look': [
      allow(['dynamodb:GetItem', 'dynamodb:Query'], ledger),
      measure,
      ...look,
      ...scaling,
      allowEverywhere([
        'cloudwatch:DescribeAlarms',
        'dax:DescribeParameterGroups',
        'dax:DescribeSubnetGroups',
        'dynamodb:DescribeLimits',
        // Of every cluster of the account: what is tagged for us and not declared is found by it.
        'dax:ListTags',
      ]),
    ],
    'review-settle': [useLedger, queryLedger, allow(['dynamodb:PutItem'], ledger), start, announce],
    // Nothing where no policy asks for learned rules. Of a cluster and its tables only the state is asked for: no scaling.
    learn:
      learning.length === 0
        ? []
        : [useLedger, measure, describeClusters, ...allowOn(['dynamodb:DescribeTable'], tablesOf(learning))],
  };
}

const tablesOf = (targets: readonly Target[]): readonly Intrinsic[] => [
  ...new Map(targets.flatMap(({ tables }) => tables.map((name) => [name, arn('dynamodb', `table/${name}`)]))).values(),
];

const ledger = arn('dynamodb', 'table/daxpilot-ledger');
const useLedger = allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], ledger);
const queryLedger = allow(['dynamodb:Query'], ledger);
const announce = allow(['sns:Publish'], arn('sns', 'daxpilot-notices'));
const start = allow(['states:StartExecution'], arn('states', 'stateMachine:daxpilot-rightsize'));
/** Whoever holds a target or the account's turn. */
const follow = allow(
  ['states:DescribeExecution'],
  [arn('states', 'execution:daxpilot-rightsize:*'), arn('states', 'execution:daxpilot-replace-cluster:*')],
);
const measure = allowEverywhere(['cloudwatch:GetMetricData']);
const describeClusters = allowEverywhere(['dax:DescribeClusters', 'dax:DescribeParameters']);
const changeGroups = allowEverywhere([
  'dax:DescribeParameterGroups',
  'dax:CreateParameterGroup',
  'dax:UpdateParameterGroup',
  'dax:DeleteParameterGroup',
]);

/** Any role, but only to DAX: the service role of the new cluster is the old one's. */
const passServiceRole: Statement = {
  ...allow(['iam:PassRole'], { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/*` }),
  Condition: { StringEquals: { 'iam:PassedToService': 'dax.amazonaws.com' } },
};
