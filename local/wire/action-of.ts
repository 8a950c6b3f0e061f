import { serviceLinkedName } from '../iam/service-linked';
import type { WantedAction } from '../kernel/service';
import { passedRole } from './passed-roles';

/** IAM's name for a service where it differs from the signing name. */
const IAM_PREFIX: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
};

/** Operations that IAM knows under another name (Service Authorization Reference). */
const IAM_ACTION: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'lambda:InvokeAsync': 'lambda:InvokeFunction',
};

/** The grants that one call needs: usually one, for DynamoDB's batches and transactions one per table and kind of write. */
export function actionsOf(
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  place: Place,
): readonly WantedAction[] {
  if (service === 'dynamodb') {
    return tableActions(operation, input, place);
  }
  const name = `${service}:${operation}`;
  const action = IAM_ACTION[name] ?? `${IAM_PREFIX[service] ?? service}:${operation}`;
  const resources = Object.hasOwn(RESOURCES, service) ? RESOURCES[service]?.(input, place) : undefined;
  const passed = passedRole(service, operation, input);
  return [
    ...(resources ?? ['*']).map((resource) => ({ action, resource, context: contextOf(service, input) })),
    ...(passed === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: passed.roleArn,
            context: { 'iam:PassedToService': passed.passedTo },
          },
        ]),
    ...taggedToo(service, operation, input, resources ?? ['*']),
  ];
}

/** Whoever creates a cluster with tags needs the right to tag it (Service Authorization Reference, operations of DAX). */
function taggedToo(
  service: string,
  operation: string,
  { Tags }: Readonly<Record<string, unknown>>,
  resources: readonly string[],
): readonly WantedAction[] {
  const tags = service === 'dax' && operation === 'CreateCluster' && Array.isArray(Tags) && Tags.length > 0;
  return tags ? resources.map((resource) => ({ action: 'dax:TagResource', resource })) : [];
}

/** Condition keys that come from members of the input (Service Authorization Reference). */
const CONTEXT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  monitoring: { Namespace: 'cloudwatch:namespace' },
  iam: { AWSServiceName: 'iam:AWSServiceName' },
  'application-autoscaling': {
    ServiceNamespace: 'application-autoscaling:service-namespace',
    ScalableDimension: 'application-autoscaling:scalable-dimension',
  },
};

function contextOf(service: string, input: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const keys = Object.entries(CONTEXT[service] ?? {});
  return Object.fromEntries(
    keys.flatMap(([member, key]) => {
      const value = input[member];
      return typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}

export interface Place {
  readonly account: string;
  readonly region: string;
}

type ResourcesOf = (input: Readonly<Record<string, unknown>>, place: Place) => readonly string[] | undefined;

/** What a call is about, from the well-known members of its input; undefined is `*`. */
const RESOURCES: Readonly<Record<string, ResourcesOf>> = {
  lambda: ({ FunctionName: name, Qualifier: qualifier }, place) =>
    typeof name === 'string' ? [functionArn(name, qualifier, place)] : undefined,
  states: (input, { account, region }) => {
    const { name, stateMachineArn, executionArn } = input;
    const arn = stateMachineArn ?? executionArn;
    if (typeof arn === 'string') {
      return [arn];
    }
    return typeof name === 'string' ? [`arn:aws:states:${region}:${account}:stateMachine:${name}`] : undefined;
  },
  events: ({ Name, Rule, EventBusName }, { account, region }) => {
    const bus = typeof EventBusName === 'string' && EventBusName !== 'default' ? `${EventBusName}/` : '';
    const rule = Rule ?? Name;
    return typeof rule === 'string' ? [`arn:aws:events:${region}:${account}:rule/${bus}${rule}`] : undefined;
  },
  sns: ({ TopicArn, TargetArn, Name }, { account, region }) => {
    const arn = TopicArn ?? TargetArn;
    if (typeof arn === 'string') {
      return [arn];
    }
    return typeof Name === 'string' ? [`arn:aws:sns:${region}:${account}:${Name}`] : undefined;
  },
  monitoring: ({ AlarmName, AlarmNames }, { account, region }) => {
    const names = typeof AlarmName === 'string' ? [AlarmName] : textsOf(AlarmNames);
    return names?.map((name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`);
  },
  // Groups have no ARN in IAM, and what only describes is not held to one (Service Authorization Reference; the DAX guide of 2023 knows none at all).
  dax: ({ ClusterName, ResourceName }, { account, region }) => {
    if (typeof ResourceName === 'string') {
      return [ResourceName];
    }
    return typeof ClusterName === 'string'
      ? [`arn:aws:dax:${region}:${account}:cache/${ClusterName.toLowerCase()}`]
      : undefined;
  },
  iam: ({ RoleName, PolicyArn, PolicyName, InstanceProfileName, AWSServiceName }, { account }) => {
    if (typeof AWSServiceName === 'string') {
      return [`arn:aws:iam::${account}:role/aws-service-role/${AWSServiceName}/${serviceLinkedName(AWSServiceName)}`];
    }
    if (typeof RoleName === 'string') {
      return [`arn:aws:iam::${account}:role/${RoleName}`];
    }
    if (typeof InstanceProfileName === 'string') {
      return [`arn:aws:iam::${account}:instance-profile/${InstanceProfileName}`];
    }
    const policy = PolicyArn ?? (typeof PolicyName === 'string' ? `arn:aws:iam::${account}:policy/${PolicyName}` : '');
    return typeof policy === 'string' && policy !== '' ? [policy] : undefined;
  },
  ec2: ({ GroupId }, { account, region }) =>
    typeof GroupId === 'string' ? [`arn:aws:ec2:${region}:${account}:security-group/${GroupId}`] : undefined,
  sts: ({ RoleArn }) => (typeof RoleArn === 'string' ? [RoleArn] : undefined),
};

function functionArn(name: string, qualifier: unknown, { account, region }: Place): string {
  const base = name.startsWith('arn:')
    ? name
    : `arn:aws:lambda:${region}:${account}:function:${name.split(':').at(-1)}`;
  return typeof qualifier === 'string' ? `${base}:${qualifier}` : base;
}

/** Each write of a transaction needs the grant of the single operation (DynamoDB guide, "IAM and transactions"). */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
};

function tableActions(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  place: Place,
): readonly WantedAction[] {
  const action = `dynamodb:${operation}`;
  const { TableName, IndexName, RequestItems, TransactItems, ResourceArn } = input;
  if (Array.isArray(TransactItems)) {
    return TransactItems.flatMap((item: Readonly<Record<string, { readonly TableName?: unknown }>>) =>
      Object.entries(item ?? {}).map(([kind, { TableName: table }]) => ({
        action: TRANSACTION_ACTIONS[kind] ?? action,
        resource: tableArn(table, undefined, place),
      })),
    );
  }
  if (typeof RequestItems === 'object' && RequestItems !== null) {
    return Object.keys(RequestItems).map((table) => ({ action, resource: tableArn(table, undefined, place) }));
  }
  if (typeof ResourceArn === 'string') {
    return [{ action, resource: ResourceArn }];
  }
  return [{ action, resource: TableName === undefined ? '*' : tableArn(TableName, IndexName, place) }];
}

function tableArn(table: unknown, index: unknown, { account, region }: Place): string {
  const name = String(table);
  const arn = name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  return typeof index === 'string' ? `${arn}/index/${index}` : arn;
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
}
