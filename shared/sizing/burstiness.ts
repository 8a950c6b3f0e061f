import { mean } from './statistics';

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
export function burstinessOf(values: readonly number[], periodMs: number, startMs: number): Burstiness | undefined {
  const level = mean(values);
  if (level === undefined || level <= 0) return undefined;
  const days = (values.length * periodMs) / dayMs;
  const { profile, slots, rounds } = seasonOf(days);
  const slotOf = (index: number): number => Math.floor((startMs + index * periodMs) / hourMs) % slots;

  const sums = new Float64Array(slots);
  const counts = new Float64Array(slots);
  for (const [index, value] of values.entries()) {
    const slot = slotOf(index);
    sums[slot] = (sums[slot] ?? 0) + value;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  let squares = 0;
  for (const [index, value] of values.entries()) {
    const slot = slotOf(index);
    const usual = (sums[slot] ?? 0) / (counts[slot] ?? 1);
    squares += (value - usual) ** 2;
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
