import { given } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';

export const sqsQueue: ResourceType = {
  type: 'AWS::SQS::Queue',
  rank: Rank.base,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('QueueName') ?? context.generatedName(80);
    const Attributes = given({ MessageRetentionPeriod: properties.text('MessageRetentionPeriod') });
    properties.acceptWithoutEffect('SqsManagedSseEnabled', 'KmsMasterKeyId', 'Tags');
    properties.done();
    const answer = await call<{ readonly QueueUrl: string; readonly QueueArn: string }>('sqs', 'CreateQueue', {
      QueueName: name,
      Attributes,
    });
    return {
      ref: answer.QueueUrl,
      attributes: { Arn: answer.QueueArn, QueueName: name, QueueUrl: answer.QueueUrl },
    };
  },
};

export const sqsQueuePolicy: ResourceType = {
  type: 'AWS::SQS::QueuePolicy',
  rank: Rank.base,
  async create({ logicalId, properties, call }) {
    const Policy = JSON.stringify(properties.record('PolicyDocument') ?? {});
    const queues = properties.texts('Queues') ?? [];
    properties.done();
    for (const QueueUrl of queues) {
      await call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
};
