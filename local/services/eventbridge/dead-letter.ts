import type { Platform } from '../../kernel/service';
import type { Rule, RuleTarget } from './rule-book';

/** Leaves what could not be delivered in the target's dead-letter queue, with the attributes that EventBridge gives it. */
export async function leaveDeadLetter(
  platform: Platform,
  rule: Rule,
  target: RuleTarget,
  body: string,
  why: Readonly<Record<string, string>>,
): Promise<void> {
  const queueArn = target.given.DeadLetterConfig?.Arn;
  if (queueArn === undefined) {
    return;
  }
  const Attributes = { RULE_ARN: rule.arn, TARGET_ARN: target.arn, ...why };
  const caller = { kind: 'service', arn: 'events.amazonaws.com' } as const;
  try {
    await platform.call('sqs', 'SendMessage', { QueueArn: queueArn, MessageBody: body, Attributes }, caller);
  } catch (error) {
    platform.log.write('events.dead-letter.lost', { rule: rule.name, queueArn, reason: String(error) });
  }
}

/** EventBridge's own codes for targets that it does not try again (EventBridge guide, "Using dead-letter queues"). */
export function errorCodeOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (/AccessDenied|NotAuthorized/.test(name)) {
    return 'NO_PERMISSIONS';
  }
  return /DoesNotExist|NotFound/.test(name) ? 'NO_RESOURCE' : 'SDK_CLIENT_ERROR';
}
