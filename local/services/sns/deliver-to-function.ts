import type { Platform } from '../../kernel/service';
import type { SentMessage } from './message-sink';
import type { Subscription } from './topic';

/** Calls a subscribed function asynchronously with the event that SNS sends (Lambda guide, "Using Lambda with Amazon SNS"). */
export function deliverToFunction(platform: Platform, { arn, endpoint }: Subscription, sent: SentMessage): void {
  const event = {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: arn,
        EventSource: 'aws:sns',
        Sns: {
          Type: 'Notification',
          MessageId: sent.messageId,
          TopicArn: sent.topicArn,
          Subject: sent.subject ?? null,
          Message: sent.deliveries.find((delivery) => delivery.endpoint === endpoint)?.message ?? sent.message,
          Timestamp: sent.at,
          MessageAttributes: Object.fromEntries(
            Object.entries(sent.attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]),
          ),
        },
      },
    ],
  };
  const input = { FunctionName: endpoint, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) };
  platform
    .call('lambda', 'Invoke', input, { kind: 'service', arn: 'sns.amazonaws.com' })
    .catch((error: unknown) => platform.log.write('sns.delivery-failed', { endpoint, error: String(error) }));
}
