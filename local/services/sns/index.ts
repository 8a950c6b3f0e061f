import { randomUUID } from 'node:crypto';
import type { Platform, Service } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { deliverToFunction } from './deliver-to-function';
import { MessageSink, type SentMessage } from './message-sink';
import { pageOf } from './page';
import { type PublishInput, readMessage } from './publish';
import {
  checkProtocol,
  checkTopicAttribute,
  checkTopicName,
  invalid,
  type Subscription,
  type Topic,
  topicNotFound,
} from './topic';

export { MessageSink, type SentMessage } from './message-sink';

interface SnsOptions {
  /** Where messages are kept. Default: a sink of its own. */
  readonly sink?: MessageSink;
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Amazon SNS as a sink: topics and subscriptions are kept, messages are shown, functions are really called. */
export function createSnsService(platform: Platform, { sink = new MessageSink() }: SnsOptions = {}): Service {
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();

  const topicOf = (arn: string | undefined): Topic => {
    const topic = topics.get(arn ?? '');
    if (topic === undefined) {
      throw topicNotFound();
    }
    return topic;
  };
  const subscribersOf = (topicArn: string) => [...subscriptions.values()].filter((each) => each.topicArn === topicArn);

  return {
    name: 'sns',
    operations: {
      CreateTopic: ({ Name, Attributes = {}, Tags = [] }: CreateTopicInput) => {
        checkTopicName(Name);
        for (const name of Object.keys(Attributes)) {
          checkTopicAttribute(name);
        }
        const arn = `arn:aws:sns:${platform.region}:${platform.account}:${Name}`;
        const known = topics.get(arn);
        topics.set(arn, {
          arn,
          attributes: new Map([...(known?.attributes ?? []), ...Object.entries(Attributes)]),
          tags: new Map([...(known?.tags ?? []), ...Tags.map(({ Key, Value }) => [Key, Value] as const)]),
        });
        return { TopicArn: arn };
      },
      DeleteTopic: ({ TopicArn }: TopicInput) => {
        topics.delete(TopicArn);
        for (const { arn } of subscribersOf(TopicArn)) {
          subscriptions.delete(arn);
        }
      },
      ListTopics: ({ NextToken }: PageInput) => {
        const { items, next } = pageOf([...topics.keys()], NextToken);
        return { Topics: items.map((TopicArn) => ({ TopicArn })), NextToken: next };
      },
      GetTopicAttributes: ({ TopicArn }: TopicInput) => {
        const { arn, attributes } = topicOf(TopicArn);
        const Attributes = {
          DisplayName: '',
          ...Object.fromEntries(attributes),
          TopicArn: arn,
          Owner: platform.account,
          SubscriptionsConfirmed: String(subscribersOf(arn).length),
          SubscriptionsPending: '0',
          SubscriptionsDeleted: '0',
        };
        return { Attributes };
      },
      SetTopicAttributes: ({ TopicArn, AttributeName, AttributeValue = '' }: SetAttributeInput) => {
        const topic = topicOf(TopicArn);
        checkTopicAttribute(AttributeName);
        topics.set(topic.arn, {
          ...topic,
          attributes: new Map([...topic.attributes, [AttributeName, AttributeValue]]),
        });
      },
      Subscribe: ({ TopicArn, Protocol, Endpoint, Attributes = {} }: SubscribeInput) => {
        topicOf(TopicArn);
        checkProtocol(Protocol);
        if (Endpoint === undefined || Endpoint === '') {
          throw invalid('Endpoint', 'must be given');
        }
        const [refused] = Object.keys(Attributes);
        if (refused !== undefined) {
          throw new ServiceError(
            'NotImplementedException',
            `The local platform has no subscription attribute ${refused}.`,
          );
        }
        const known = subscribersOf(TopicArn).find((each) => each.protocol === Protocol && each.endpoint === Endpoint);
        const arn = known?.arn ?? `${TopicArn}:${randomUUID()}`;
        subscriptions.set(arn, { arn, topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint });
        return { SubscriptionArn: arn };
      },
      Unsubscribe: ({ SubscriptionArn }: { readonly SubscriptionArn: string }) => {
        subscriptions.delete(SubscriptionArn);
      },
      ListSubscriptions: ({ NextToken }: PageInput) => listed([...subscriptions.values()], NextToken, platform),
      ListSubscriptionsByTopic: ({ TopicArn, NextToken }: TopicInput & PageInput) =>
        listed(subscribersOf(topicOf(TopicArn).arn), NextToken, platform),
      Publish: (input: PublishInput) => publish(input),
      TagResource: ({ ResourceArn, Tags }: { readonly ResourceArn: string; readonly Tags: readonly Tag[] }) => {
        const topic = topicOf(ResourceArn);
        const tags = new Map([...topic.tags, ...Tags.map(({ Key, Value }) => [Key, Value] as const)]);
        topics.set(topic.arn, { ...topic, tags });
        return {};
      },
      UntagResource: ({
        ResourceArn,
        TagKeys,
      }: {
        readonly ResourceArn: string;
        readonly TagKeys: readonly string[];
      }) => {
        const topic = topicOf(ResourceArn);
        topics.set(topic.arn, { ...topic, tags: new Map([...topic.tags].filter(([key]) => !TagKeys.includes(key))) });
        return {};
      },
      ListTagsForResource: ({ ResourceArn }: { readonly ResourceArn: string }) => ({
        Tags: [...topicOf(ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
      }),
    },
  };

  function publish(input: PublishInput): object {
    if (input.PhoneNumber !== undefined) {
      throw new ServiceError('NotImplementedException', 'The local platform does not publish to a PhoneNumber.');
    }
    const topic = topicOf(input.TopicArn ?? input.TargetArn);
    const { textFor, attributes } = readMessage(input);
    const subscribers = subscribersOf(topic.arn);
    const sent: SentMessage = {
      messageId: randomUUID(),
      at: new Date(platform.clock.now()).toISOString(),
      topicArn: topic.arn,
      message: textFor('default'),
      attributes,
      deliveries: subscribers.map(({ protocol, endpoint }) => ({ protocol, endpoint, message: textFor(protocol) })),
      ...(input.Subject === undefined ? {} : { subject: input.Subject }),
    };
    sink.add(sent);
    platform.log.write('sns.message', { topic: topic.arn, subject: sent.subject, message: sent.message });
    for (const subscriber of subscribers.filter(({ protocol }) => protocol === 'lambda')) {
      deliverToFunction(platform, subscriber, sent);
    }
    return { MessageId: sent.messageId };
  }
}

interface TopicInput {
  readonly TopicArn: string;
}

interface PageInput {
  readonly NextToken?: string;
}

interface CreateTopicInput {
  readonly Name: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly Tags?: readonly Tag[];
}

interface SetAttributeInput extends TopicInput {
  readonly AttributeName: string;
  readonly AttributeValue?: string;
}

interface SubscribeInput extends TopicInput {
  readonly Protocol: string;
  readonly Endpoint?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

function listed(all: readonly Subscription[], token: string | undefined, platform: Platform): object {
  const { items, next } = pageOf(all, token);
  const Subscriptions = items.map(({ arn, topicArn, protocol, endpoint }) => ({
    SubscriptionArn: arn,
    Owner: platform.account,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  }));
  return { Subscriptions, NextToken: next };
}
