import { randomUUID } from 'node:crypto';
import type { Timer } from '../../kernel/clock';
import type { Platform, Service } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { DeadLetterBox } from './dead-letter-box';
import { maySend } from './queue-policy';

export { DeadLetterBox } from './dead-letter-box';

interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly retentionMs: number;
  readonly policy?: string;
}

interface QueueAttributes {
  readonly MessageRetentionPeriod?: string;
  readonly Policy?: string;
}

export interface SqsOptions {
  readonly box?: DeadLetterBox;
}

/** SendMessage of the platform's own services. */
export interface DeadLetterInput {
  readonly QueueArn: string;
  readonly MessageBody: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

const minuteMs = 60_000;
/** Four days (SQS API reference, CreateQueue). */
const defaultRetentionSeconds = 345_600;

/** Queues for dead letters: what is sent stays until it is forgotten, and a metric tells how much lies there. */
export function createSqsService(platform: Platform, { box = new DeadLetterBox() }: SqsOptions = {}): Service {
  const { region, account, clock } = platform;
  const queues = new Map<string, Queue>();
  const used = new Set<string>();
  let timer: Timer | undefined;

  const urlOf = (name: string): string => `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  const queueOf = (urlOrArn: string): Queue => {
    const queue = queues.get(urlOrArn.split(/[/:]/).at(-1) ?? '');
    if (queue === undefined) {
      throw new ServiceError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
    }
    return queue;
  };
  const withAttributes = (queue: Queue, { MessageRetentionPeriod: seconds, Policy }: QueueAttributes): Queue => ({
    ...queue,
    ...(seconds === undefined ? {} : { retentionMs: Number(seconds) * 1_000 }),
    ...(Policy === undefined ? {} : { policy: Policy }),
  });

  const publish = (): void => {
    timer = clock.at((Math.floor(clock.now() / minuteMs) + 1) * minuteMs, () => {
      for (const name of used) {
        box.forgetBefore(name, clock.now() - queueOf(name).retentionMs);
      }
      const MetricData = [...used].map((name) => ({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: name }],
        Unit: 'Count',
        Timestamp: new Date(clock.now() - minuteMs),
        Value: box.list(name).length,
      }));
      const caller = { kind: 'service', arn: 'sqs.amazonaws.com' } as const;
      platform.call('monitoring', 'PutMetricData', { Namespace: 'AWS/SQS', MetricData }, caller).catch((error) => {
        platform.log.write('sqs.metrics.failed', { error: String(error) });
      });
      publish();
    });
  };

  return {
    name: 'sqs',
    operations: {
      CreateQueue({
        QueueName,
        Attributes = {},
      }: {
        readonly QueueName: string;
        readonly Attributes?: QueueAttributes;
      }) {
        if (!/^[A-Za-z0-9_-]{1,80}$/.test(QueueName)) {
          throw new ServiceError(
            'InvalidParameterValue',
            'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
          );
        }
        const arn = `arn:aws:sqs:${region}:${account}:${QueueName}`;
        const fresh = { name: QueueName, arn, retentionMs: defaultRetentionSeconds * 1_000 };
        queues.set(QueueName, withAttributes(queues.get(QueueName) ?? fresh, Attributes));
        return { QueueUrl: urlOf(QueueName), QueueArn: arn };
      },
      SetQueueAttributes({
        QueueUrl,
        Attributes,
      }: {
        readonly QueueUrl: string;
        readonly Attributes: QueueAttributes;
      }) {
        const queue = queueOf(QueueUrl);
        queues.set(queue.name, withAttributes(queue, Attributes));
        return {};
      },
      SendMessage({ QueueArn, MessageBody, Attributes }: DeadLetterInput, call) {
        const queue = queueOf(QueueArn);
        const sender = { principal: call.caller.arn, sourceArn: Attributes.RULE_ARN ?? '' };
        if (!maySend(queue.policy, queue.arn, sender)) {
          throw new ServiceError(
            'AccessDenied',
            `The policy of ${queue.name} does not let ${sender.principal} send for ${sender.sourceArn}`,
            403,
          );
        }
        const messageId = randomUUID();
        const at = new Date(clock.now()).toISOString();
        box.add({ messageId, queue: queue.name, at, body: MessageBody, attributes: Attributes });
        used.add(queue.name);
        if (timer === undefined) {
          publish();
        }
        return { MessageId: messageId };
      },
    },
    stop() {
      timer?.cancel();
    },
  };
}
