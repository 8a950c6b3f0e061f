import type { Connection } from './connection';

/** The time by which the endpoint works: its virtual clock where it is the local platform, else the wall clock. */
export const timeAt = async (connection: Connection): Promise<number> => {
  if (connection.endpoint === undefined) return Date.now();
  try {
    const answer = await fetch(new URL('/_daxpilot/clock', connection.endpoint), { signal: AbortSignal.timeout(2000) });
    const clock: unknown = answer.ok ? await answer.json() : undefined;
    return clockTime(clock) ?? Date.now();
  } catch {
    // Another endpoint than the local platform, or nothing there: the first AWS call will say so.
    return Date.now();
  }
};

const clockTime = (clock: unknown): number | undefined => {
  if (typeof clock !== 'object' || clock === null || !('now' in clock)) return undefined;
  const ms = typeof clock.now === 'number' ? clock.now : Date.parse(String(clock.now));
  return Number.isFinite(ms) ? ms : undefined;
};
