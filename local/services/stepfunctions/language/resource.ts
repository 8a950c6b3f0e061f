/** What a Task's Resource stands for. */
export type Resource =
  | { readonly kind: 'lambda-function'; readonly arn: string }
  | {
      readonly kind: 'integration';
      readonly service: string;
      readonly action: string;
      readonly pattern: 'request' | 'token' | 'sync' | 'sync-json';
      /** As history events show them: `aws-sdk:dax` and `increaseReplicationFactor`, `lambda` and `invoke.waitForTaskToken`. */
      readonly resourceType: string;
      readonly resource: string;
    };

/** Services behind `aws-sdk`: where the platform has them, how the Java SDK spells them, which client holds their model. */
export interface SdkService {
  readonly service: string;
  readonly prefix: string;
  readonly client: string;
}

export const SDK_SERVICES: Readonly<Record<string, SdkService>> = {
  applicationautoscaling: {
    service: 'application-autoscaling',
    prefix: 'ApplicationAutoScaling',
    client: '@aws-sdk/client-application-auto-scaling',
  },
  cloudwatch: { service: 'monitoring', prefix: 'CloudWatch', client: '@aws-sdk/client-cloudwatch' },
  dax: { service: 'dax', prefix: 'Dax', client: '@aws-sdk/client-dax' },
  dynamodb: { service: 'dynamodb', prefix: 'DynamoDb', client: '@aws-sdk/client-dynamodb' },
  ec2: { service: 'ec2', prefix: 'Ec2', client: '@aws-sdk/client-ec2' },
  eventbridge: { service: 'events', prefix: 'EventBridge', client: '@aws-sdk/client-eventbridge' },
  iam: { service: 'iam', prefix: 'Iam', client: '@aws-sdk/client-iam' },
  lambda: { service: 'lambda', prefix: 'Lambda', client: '@aws-sdk/client-lambda' },
  sfn: { service: 'states', prefix: 'Sfn', client: '@aws-sdk/client-sfn' },
  sns: { service: 'sns', prefix: 'Sns', client: '@aws-sdk/client-sns' },
  ssm: { service: 'ssm', prefix: 'Ssm', client: '@aws-sdk/client-ssm' },
  sts: { service: 'sts', prefix: 'Sts', client: '@aws-sdk/client-sts' },
};

/** Optimised integrations that are there, with the patterns of each. */
const OPTIMISED: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['request', 'token'],
  'states:startExecution': ['request', 'sync', 'sync-json', 'token'],
  'sns:publish': ['request', 'token'],
  'dynamodb:getItem': ['request'],
  'dynamodb:putItem': ['request'],
  'dynamodb:updateItem': ['request'],
  'dynamodb:deleteItem': ['request'],
  'events:putEvents': ['request', 'token'],
};

const LAMBDA =
  /^arn:aws[a-z-]*:lambda:[a-z]{2}(?:-gov)?-[a-z]+-\d:\d{12}:function:[a-zA-Z0-9_-]+(?::(?:\$LATEST|[a-zA-Z0-9_-]+))?$/;
const INTEGRATION =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:(aws-sdk:[a-zA-Z0-9]+|[a-zA-Z0-9-]+):([a-zA-Z0-9]+)(?:\.(sync|sync:2|waitForTaskToken))?$/;
const ACTIVITY = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:activity:/;

const SUFFIXES: Readonly<Record<string, 'token' | 'sync' | 'sync-json'>> = {
  sync: 'sync',
  'sync:2': 'sync-json',
  waitForTaskToken: 'token',
};

/** The parsed Resource, or why it is refused. */
export function resourceOf(arn: string): Resource | { readonly kind: 'refused'; readonly reason: string } {
  if (LAMBDA.test(arn)) {
    return { kind: 'lambda-function', arn };
  }
  if (ACTIVITY.test(arn)) {
    return { kind: 'refused', reason: `The local platform does not have activities: ${arn}` };
  }
  const match = INTEGRATION.exec(arn);
  const [, resourceType = '', action = '', suffix] = match ?? [];
  if (match === null) {
    return { kind: 'refused', reason: unrecognised(arn) };
  }
  const pattern = suffix === undefined ? 'request' : (SUFFIXES[suffix] ?? 'request');
  const sdk = resourceType.startsWith('aws-sdk:');
  const service = sdk ? resourceType.slice('aws-sdk:'.length) : resourceType;
  const known = sdk
    ? Object.hasOwn(SDK_SERVICES, service) && (pattern === 'request' || pattern === 'token')
    : (OPTIMISED[`${service}:${action}`] ?? []).includes(pattern);
  if (!known) {
    return { kind: 'refused', reason: unrecognised(arn) };
  }
  return {
    kind: 'integration',
    service,
    action,
    pattern,
    resourceType,
    resource: suffix === undefined ? action : `${action}.${suffix}`,
  };
}

export function unrecognised(arn: string): string {
  return `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}
