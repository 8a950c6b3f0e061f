import { ServiceError } from '../../kernel/service-error';
import type { WireItem } from './json';
import { type Throttle, throttleMessage } from './throttling';

/** Why one action of a transaction could not be done; `None` for those that could. */
export interface CancellationReason {
  readonly Code:
    | 'None'
    | 'ConditionalCheckFailed'
    | 'ValidationError'
    | 'ProvisionedThroughputExceeded'
    | 'ThrottlingError';
  readonly Message?: string;
  readonly Item?: WireItem;
}

export const noReason: CancellationReason = { Code: 'None' };

export const throttledReason = (throttle: Throttle): CancellationReason => ({
  Code: throttle.mode === 'PROVISIONED' ? 'ProvisionedThroughputExceeded' : 'ThrottlingError',
  Message: throttleMessage(throttle),
});

/** One reason per action, in the order of the request. */
export const cancelled = (reasons: readonly CancellationReason[]): ServiceError =>
  new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
