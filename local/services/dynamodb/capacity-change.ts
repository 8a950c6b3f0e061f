import { decreaseRefusal, nextDecreaseAtMs } from './decrease-budget';
import { invalid, limitExceeded } from './refusals';
import type { Capacity, Units } from './table';

/** `wanted` in place of what is provisioned, its decrease counted; refused when nothing changes or the day's budget is spent. */
export const changedCapacity = (what: string, capacity: Capacity, wanted: Units, nowMs: number): Capacity => {
  const { provisioned } = capacity;
  if (wanted.read === provisioned.read && wanted.write === provisioned.write)
    throw invalid(
      `The provisioned throughput for the ${what} will not change. The requested value equals the current value. ` +
        `Current ReadCapacityUnits provisioned for the ${what}: ${provisioned.read}. Requested ReadCapacityUnits: ${wanted.read}. ` +
        `Current WriteCapacityUnits provisioned for the ${what}: ${provisioned.write}. Requested WriteCapacityUnits: ${wanted.write}. ` +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    );
  const lower = wanted.read < provisioned.read || wanted.write < provisioned.write;
  const higher = wanted.read > provisioned.read || wanted.write > provisioned.write;
  const nextMs = lower ? nextDecreaseAtMs(capacity.decreasesAtMs, nowMs) : undefined;
  if (nextMs !== undefined) throw limitExceeded(decreaseRefusal(capacity.decreasesAtMs, nowMs, nextMs));
  return {
    ...withProvisioned(capacity, wanted),
    ...(higher ? { lastIncreaseAtMs: nowMs } : {}),
    ...(lower ? { lastDecreaseAtMs: nowMs, decreasesAtMs: [...capacity.decreasesAtMs.slice(-30), nowMs] } : {}),
  };
};

export const withProvisioned = (capacity: Capacity, provisioned: Units): Capacity => ({
  ...capacity,
  provisioned,
  highest: {
    read: Math.max(capacity.highest.read, provisioned.read),
    write: Math.max(capacity.highest.write, provisioned.write),
  },
});

/** While a change is under way DescribeTable still shows the old units, with the new dates and counts. */
export const notYetProvisioned = (before: Capacity, after: Capacity): Capacity => ({
  ...after,
  provisioned: before.provisioned,
  upcoming: after.provisioned,
  highest: before.highest,
});
