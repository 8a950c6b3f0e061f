import { ServiceError } from '../../kernel/service-error';

export interface Topic {
  readonly arn: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
}

const NAME = /^[A-Za-z0-9_-]{1,256}$/;
/** Attributes that are kept and shown; none of them changes what the sink does. */
const SETTABLE = ['DisplayName', 'Policy', 'DeliveryPolicy', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig'];

export function checkTopicName(name: string): void {
  if (name.endsWith('.fifo')) {
    throw new ServiceError('NotImplementedException', `The local platform has no FIFO topics, got ${name}.`);
  }
  if (!NAME.test(name)) {
    throw invalid('Topic Name', `must have 1 to 256 letters, digits, - or _, got "${name}"`);
  }
}

export function checkTopicAttribute(name: string): void {
  if (!SETTABLE.includes(name)) {
    throw invalid('AttributeName', `must be one of ${SETTABLE.join(', ')}, got "${name}"`);
  }
}

/** The protocols whose deliveries the sink shows; Lambda functions are really called. */
const PROTOCOLS = ['email', 'email-json', 'sms', 'lambda'];

export function checkProtocol(protocol: string): void {
  if (['http', 'https', 'sqs', 'application', 'firehose'].includes(protocol)) {
    throw new ServiceError(
      'NotImplementedException',
      `The local platform does not deliver to the protocol ${protocol}.`,
    );
  }
  if (!PROTOCOLS.includes(protocol)) {
    throw invalid('Protocol', `must be one of ${PROTOCOLS.join(', ')}, got "${protocol}"`);
  }
}

export function invalid(member: string, rule: string): ServiceError {
  return new ServiceError('InvalidParameterException', `Invalid parameter: ${member} ${rule}`);
}

export function topicNotFound(): ServiceError {
  return new ServiceError('NotFoundException', 'Topic does not exist', 404);
}
