import { isJson, type Json, numberOf } from './json';
import { invalidValues } from './refusals';
import type { BillingMode, Capacity } from './table';
import { warmUnits } from './table-description';

/** OnDemandThroughput and WarmThroughput of a request put over a capacity. */
export const capacityMembers = (mode: BillingMode, capacity: Capacity, given: Json): Capacity => ({
  ...capacity,
  ...onDemandMaxOf(mode, capacity, given.OnDemandThroughput),
  ...warmOf(mode, capacity, given.WarmThroughput),
});

const onDemandMaxOf = (mode: BillingMode, capacity: Capacity, given: unknown): Pick<Capacity, 'onDemandMax'> => {
  if (!isJson(given)) return { onDemandMax: capacity.onDemandMax };
  if (mode !== 'PAY_PER_REQUEST')
    throw invalidValues('OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST');
  const read = maximumOf(given, 'MaxReadRequestUnits', capacity.onDemandMax.read);
  const write = maximumOf(given, 'MaxWriteRequestUnits', capacity.onDemandMax.write);
  return { onDemandMax: { ...(read === undefined ? {} : { read }), ...(write === undefined ? {} : { write }) } };
};

const maximumOf = (given: Json, member: string, old: number | undefined): number | undefined => {
  const units = numberOf(given[member]);
  if (units === undefined) return old;
  if (units === -1) return undefined;
  if (!Number.isInteger(units) || units < 1) throw invalidValues(`${member} must be 1 or more, or -1, is ${units}`);
  return units;
};

const warmOf = (mode: BillingMode, capacity: Capacity, given: unknown): Pick<Capacity, 'warm'> => {
  if (!isJson(given)) return capacity.warm ? { warm: capacity.warm } : {};
  const now = warmUnits(capacity, mode === 'PAY_PER_REQUEST');
  const read = numberOf(given.ReadUnitsPerSecond) ?? now.read;
  const write = numberOf(given.WriteUnitsPerSecond) ?? now.write;
  if (read < now.read || write < now.write)
    throw invalidValues(
      `Requested WarmThroughput must not be lower than the current one: ${now.read} read and ${now.write} write units per second, requested ${read} and ${write}`,
    );
  return { warm: { read, write, status: 'UPDATING' } };
};

export const settledWarm = (capacity: Capacity): Capacity =>
  capacity.warm ? { ...capacity, warm: { ...capacity.warm, status: 'ACTIVE' } } : capacity;
