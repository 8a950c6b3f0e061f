import { randomUUID } from 'node:crypto';
import type { Timer } from '../../kernel/clock';
import type { BusEvent, Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { errorCodeOf, leaveDeadLetter } from './dead-letter';
import { transform } from './input-transformer';
import type { Rule, RuleTarget } from './rule-book';
import { targetCall } from './target-kind';

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
const DEFAULT_RETRY_ATTEMPTS = 185;
const DEFAULT_EVENT_AGE_S = 86_400;
const RETRYABLE_NAME = /Throttl|TooManyRequests|LimitExceeded|Timeout|RequestExpired/;

/** Brings events to targets, again and again by the target's retry policy, on the virtual clock. */
export class Deliveries {
  readonly #waiting = new Set<Timer>();
  #stopped = false;

  constructor(private readonly platform: Platform) {}

  async deliver(rule: Rule, target: RuleTarget, event: BusEvent): Promise<void> {
    const { id: targetId, arn } = target;
    const text = inputFor(rule, target, event);
    const call =
      text === undefined ? undefined : targetCall(arn, target.given.RoleArn, text, `${event.id}_${randomUUID()}`);
    const about = { rule: rule.name, target: targetId, arn, eventId: event.id };
    if (call === undefined) {
      this.platform.log.write('events.delivery.failed', {
        ...about,
        reason: 'the event has nothing at the input path',
      });
      return;
    }
    const startedMs = this.platform.clock.now();
    const policy = target.given.RetryPolicy;
    const attemptsLeft = policy?.MaximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS;
    const untilMs = startedMs + (policy?.MaximumEventAgeInSeconds ?? DEFAULT_EVENT_AGE_S) * 1_000;
    const attempt = async (retries: number): Promise<void> => {
      try {
        await this.platform.call(call.service, call.operation, call.input, call.caller);
        this.platform.log.write('events.delivery.done', { ...about, retries });
      } catch (error) {
        const failed = { ...about, retries, error: nameOf(error), reason: messageOf(error) };
        const dueMs = this.platform.clock.now() + backoffMs(retries);
        if (!isRetryable(error) || retries >= attemptsLeft || dueMs > untilMs || this.#stopped) {
          this.platform.log.write('events.delivery.failed', failed);
          const attemptsSpent = retries >= attemptsLeft;
          await leaveDeadLetter(this.platform, rule, target, text ?? '', {
            ERROR_CODE: isRetryable(error) ? nameOf(error) : errorCodeOf(error),
            ERROR_MESSAGE: messageOf(error),
            RETRY_ATTEMPTS: String(retries),
            ...(isRetryable(error)
              ? { EXHAUSTED_RETRY_CONDITION: attemptsSpent ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds' }
              : {}),
          });
          return;
        }
        this.platform.log.write('events.delivery.retried', { ...failed, dueMs });
        this.#later(dueMs, () => attempt(retries + 1));
      }
    };
    await attempt(0);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#waiting) {
      timer.cancel();
    }
    this.#waiting.clear();
  }

  #later(dueMs: number, task: () => Promise<void>): void {
    const timer = this.platform.clock.at(dueMs, async () => {
      this.#waiting.delete(timer);
      await task();
    });
    this.#waiting.add(timer);
  }
}

/** Undefined where the input path leads nowhere. */
function inputFor(rule: Rule, { input }: RuleTarget, event: BusEvent): string | undefined {
  switch (input.kind) {
    case 'event':
      return JSON.stringify(event);
    case 'constant':
      return input.text;
    case 'path': {
      const part = input.path.read(event);
      return part === undefined ? undefined : JSON.stringify(part);
    }
    case 'transformer':
      return transform(event, input.transformer, { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: event.time });
  }
}

function backoffMs(retries: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** retries, LONGEST_BACKOFF_MS);
}

/** As EventBridge: a target that is gone or may not be called is not tried again, what may pass is. */
function isRetryable(error: unknown): boolean {
  return (
    !(error instanceof ServiceError) ||
    error.statusCode >= 500 ||
    error.statusCode === 429 ||
    RETRYABLE_NAME.test(error.name)
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
