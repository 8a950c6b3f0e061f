import type { Clock } from './clock';

const FIRST_MS = 25;
const LONGEST_MS = 1_000;

/** Full jitter: anywhere from nothing to a bound that doubles with each attempt. */
export function fullJitterMs(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
}

/** False when the time left does not allow for the pause. */
export async function pause(attempt: number, untilMs: number, clock: Clock, random: () => number): Promise<boolean> {
  const ms = fullJitterMs(attempt, random);
  if (clock.now() + ms >= untilMs) return false;
  await new Promise<void>((resolve) => void clock.after(ms, resolve));
  return true;
}
