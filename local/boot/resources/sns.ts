import { given } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';
import { asRecord } from '../template';

export const snsTopic: ResourceType = {
  type: 'AWS::SNS::Topic',
  rank: Rank.base,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('TopicName') ?? context.generatedName(256);
    const DisplayName = properties.text('DisplayName');
    const input = {
      Name: name,
      Attributes: DisplayName === undefined ? undefined : { DisplayName },
      Tags: properties.tags(),
    };
    const subscriptions = properties.list('Subscription') ?? [];
    properties.acceptWithoutEffect('KmsMasterKeyId', 'SignatureVersion', 'TracingConfig');
    properties.done();
    const { TopicArn } = await call<{ readonly TopicArn: string }>('sns', 'CreateTopic', given(input));
    for (const subscription of subscriptions) {
      const { Protocol, Endpoint } = asRecord(subscription) ?? {};
      await call('sns', 'Subscribe', { TopicArn, Protocol, Endpoint });
    }
    return { ref: TopicArn, attributes: { TopicArn, TopicName: name } };
  },
};

export const snsSubscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  rank: Rank.reaction,
  async create({ properties, call }) {
    const input = {
      TopicArn: properties.requiredText('TopicArn'),
      Protocol: properties.requiredText('Protocol'),
      Endpoint: properties.text('Endpoint'),
    };
    properties.done();
    const { SubscriptionArn } = await call<{ readonly SubscriptionArn: string }>('sns', 'Subscribe', given(input));
    return { ref: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
};

export const snsTopicPolicy: ResourceType = {
  type: 'AWS::SNS::TopicPolicy',
  rank: Rank.base,
  async create({ logicalId, properties, call }) {
    const AttributeValue = JSON.stringify(properties.record('PolicyDocument') ?? {});
    const topics = properties.texts('Topics') ?? [];
    properties.done();
    for (const TopicArn of topics) {
      await call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
};
