/**
 * Residual coefficient of variation: what is left of a load after its own daily (from 2 days) or weekly (from 14 days)
 * profile is taken away, as standard deviation over the mean. A day that repeats itself is predictable however deep its
 * night, since auto scaling follows it; what deviates from the profile is not.
 */
export interface Burstiness {
  /** 0 = exactly the profile; 1 = deviations as large as the mean. */
  readonly value: number;
  readonly profile: 'none' | 'hour-of-day' | 'hour-of-week';
}

export type Predictability = 'predictable' | 'spiky';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Undefined without any load: nothing is neither predictable nor spiky. */
export function burstinessOf(values: ArrayLike<number>, periodMs: number, startMs: number): Burstiness | undefined {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  const level = values.length === 0 ? 0 : sum / values.length;
  if (level <= 0) return undefined;
  const days = (values.length * periodMs) / dayMs;
  const { profile, slots, rounds } = seasonOf(days);
  const slotOf = (index: number): number => Math.floor((startMs + index * periodMs) / hourMs) % slots;

  const sums = new Float64Array(slots);
  const counts = new Float64Array(slots);
  for (let index = 0; index < values.length; index += 1) {
    const slot = slotOf(index);
    sums[slot] = (sums[slot] ?? 0) + (values[index] ?? 0);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    const slot = slotOf(index);
    const usual = (sums[slot] ?? 0) / (counts[slot] ?? 1);
    const deviation = (values[index] ?? 0) - usual;
    squares += deviation * deviation;
  }
  // A profile fitted on few rounds hides part of the deviation: the usual N/(N-1).
  const correction = rounds > 1 ? rounds / (rounds - 1) : 1;
  return { value: Math.sqrt((squares / values.length) * correction) / level, profile };
}

function seasonOf(days: number): {
  readonly profile: Burstiness['profile'];
  readonly slots: number;
  readonly rounds: number;
} {
  if (days >= 14) return { profile: 'hour-of-week', slots: 7 * 24, rounds: days / 7 };
  if (days >= 2) return { profile: 'hour-of-day', slots: 24, rounds: days };
  return { profile: 'none', slots: 1, rounds: 1 };
}

export function predictabilityOf(burstiness: Burstiness, maxBurstiness: number): Predictability {
  return burstiness.value > maxBurstiness ? 'spiky' : 'predictable';
}
