import type { PutCompositeAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { actionKind } from './alarm-actions';
import { checkLength, constraint, required, validationError } from './cloudwatch-error';

export interface AlarmPlace {
  readonly account: string;
  readonly region: string;
  readonly nowMs: number;
}

const MAX_ACTIONS = 5;
/** What both types of alarm have: name, description, actions. */
export function readCommon(
  input: PutMetricAlarmInput | PutCompositeAlarmInput,
  { account, region, nowMs }: AlarmPlace,
) {
  const name = checkLength('alarmName', required('alarmName', input.AlarmName), 1, 255);
  if ([...name].some((letter) => letter < ' ' || letter === '\u007f')) {
    throw constraint('alarmName', name, 'Member must not contain ASCII control characters');
  }
  if ((input.Tags?.length ?? 0) > 50) {
    throw constraint('tags', input.Tags?.length, 'Member must have length less than or equal to 50');
  }
  return {
    name,
    arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    description:
      input.AlarmDescription === undefined
        ? undefined
        : checkLength('alarmDescription', input.AlarmDescription, 0, 1_024),
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: readActions('oKActions', input.OKActions),
    alarmActions: readActions('alarmActions', input.AlarmActions),
    insufficientDataActions: readActions('insufficientDataActions', input.InsufficientDataActions),
    configurationUpdatedMs: nowMs,
  };
}

function readActions(member: string, arns: readonly string[] = []): readonly string[] {
  if (arns.length > MAX_ACTIONS) {
    throw constraint(member, `[${arns.join(', ')}]`, `Member must have length less than or equal to ${MAX_ACTIONS}`);
  }
  for (const arn of arns) {
    if (!arn.startsWith('arn:')) {
      throw validationError(`Invalid arn syntax: ${arn}`);
    }
    if (actionKind(arn) === undefined) {
      throw validationError(
        `The action ${arn} is not there on the local platform: it has actions on SNS topics, Lambda functions and scaling policies.`,
      );
    }
  }
  return arns;
}
