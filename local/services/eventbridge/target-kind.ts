import type { Principal } from '../../kernel/service';

/** What an ARN may be a target as. */
export type TargetKind = 'state-machine' | 'function' | 'topic';

export interface TargetCall {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly caller: Principal;
}

const KINDS: readonly (readonly [TargetKind, RegExp])[] = [
  ['state-machine', /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:.+$/],
  ['function', /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+$/],
  ['topic', /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[^:]+$/],
];

/** Undefined for what the local platform cannot deliver to. */
export function targetKind(arn: string): TargetKind | undefined {
  return KINDS.find(([, pattern]) => pattern.test(arn))?.[0];
}

/** The call that delivers `text` to a target. A retry repeats it as it is: an execution's name makes it start once. */
export function targetCall(
  arn: string,
  roleArn: string | undefined,
  text: string,
  deliveryName: string,
): TargetCall | undefined {
  const asEvents: Principal = { kind: 'service', arn: 'events.amazonaws.com' };
  switch (targetKind(arn)) {
    case 'state-machine':
      return {
        service: 'states',
        operation: 'StartExecution',
        input: { stateMachineArn: arn, input: text, name: deliveryName },
        caller: roleArn === undefined ? asEvents : assumedRole(roleArn, deliveryName),
      };
    case 'function':
      return {
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(text) },
        caller: asEvents,
      };
    case 'topic':
      return { service: 'sns', operation: 'Publish', input: { TopicArn: arn, Message: text }, caller: asEvents };
    case undefined:
      return undefined;
  }
}

const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

export function isRoleArn(text: string): boolean {
  return ROLE_ARN.test(text);
}

function assumedRole(roleArn: string, deliveryName: string): Principal {
  const [, partition, account, name] = ROLE_ARN.exec(roleArn) ?? [];
  const session = deliveryName.slice(0, 32);
  return { kind: 'assumed-role', arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${session}`, roleArn };
}
