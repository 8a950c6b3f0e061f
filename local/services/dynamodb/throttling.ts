import { ServiceError } from '../../kernel/service-error';
import type { BillingMode } from './table';
import type { Dimension, Limit, Resource } from './throughput-guard';

/** One request kept out by one limit of one table or index. */
export interface Throttle {
  readonly resource: Resource;
  readonly dimension: Dimension;
  readonly limit: Limit;
  readonly mode: BillingMode;
}

const texts = {
  table:
    'The level of configured provisioned throughput for the table was exceeded. ' +
    'Consider increasing your provisioning level with the UpdateTable API.',
  index:
    'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. ' +
    'Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API',
  onDemand:
    'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or ' +
    'index so please try again shortly. If exceptions persist, check if you have a hot key: ' +
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html',
  account: 'Throughput exceeds the current throughput quota for your account. Please contact AWS Support.',
};

export const throttleMessage = ({ mode, limit, resource }: Throttle): string => {
  if (limit === 'AccountLimitExceeded') return texts.account;
  if (mode === 'PAY_PER_REQUEST') return texts.onDemand;
  return resource.kind === 'Table' ? texts.table : texts.index;
};

const reasonOf = ({ resource, dimension, limit }: Throttle): { reason: string; resource: string } => ({
  reason: `${resource.kind}${dimension === 'read' ? 'Read' : 'Write'}${limit}`,
  resource: resource.arn,
});

/**
 * Provisioned tables answer ProvisionedThroughputExceededException, on-demand ones ThrottlingException, the account's quota
 * RequestLimitExceeded; the model writes the reasons' member of the second with a small letter.
 */
export const throttleError = (throttles: readonly Throttle[]): ServiceError => {
  const [first] = throttles;
  if (!first) throw new RangeError('a throttling error needs a throttle');
  const message = throttleMessage(first);
  const reasons = throttles.map(reasonOf);
  if (first.limit === 'AccountLimitExceeded')
    return new ServiceError('RequestLimitExceeded', message, 400, { ThrottlingReasons: reasons });
  if (first.mode === 'PAY_PER_REQUEST')
    return new ServiceError('ThrottlingException', message, 400, { throttlingReasons: reasons });
  return new ServiceError('ProvisionedThroughputExceededException', message, 400, { ThrottlingReasons: reasons });
};
