import { invalid } from './refusals';
import { scaleTo } from './scale';
import type { ScalingContext, TargetRecord } from './state';
import type { CapacityNow } from './table-capacity';

export const checkRange = (min: number, max: number): void => {
  for (const [member, value] of [
    ['MinCapacity', min],
    ['MaxCapacity', max],
  ] as const)
    if (!Number.isInteger(value) || value < 1)
      throw invalid(`${member} must be a whole number of at least 1, is ${value}`);
  if (min > max)
    throw invalid(`Maximum capacity cannot be less than minimum capacity: MinCapacity ${min}, MaxCapacity ${max}`);
};

/** Brings capacity into the target's range; true when there is nothing (left) to do. */
export const clamp = async (context: ScalingContext, target: TargetRecord, now: CapacityNow): Promise<boolean> => {
  if (now.onDemand) return true;
  const current = now[target.resource.side];
  if (current >= target.min && current <= target.max) return true;
  const low = current < target.min;
  const units = low ? target.min : target.max;
  const cause = low ? `minimum capacity was set to ${target.min}` : `maximum capacity was set to ${target.max}`;
  const outcome = await scaleTo(context, target.resource, now, units, cause);
  return outcome.kind !== 'busy';
};
