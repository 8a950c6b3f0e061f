const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Decreases of the current UTC day, oldest first. */
export const decreasesToday = (atMs: readonly number[], nowMs: number): readonly number[] =>
  atMs.filter((ms) => Math.floor(ms / dayMs) === Math.floor(nowMs / dayMs));

/**
 * Four decreases a UTC day at any time, then one whenever the last is an hour or more old (so 27 at most).
 * Source: DynamoDB service quotas. `undefined` when one is allowed now, else when the next one is.
 */
export const nextDecreaseAtMs = (atMs: readonly number[], nowMs: number): number | undefined => {
  const today = decreasesToday(atMs, nowMs);
  const last = today.at(-1);
  if (today.length < 4 || last === undefined) return undefined;
  const inAnHour = last + hourMs;
  const tomorrow = (Math.floor(nowMs / dayMs) + 1) * dayMs;
  return nowMs >= inAnHour ? undefined : Math.min(inAnHour, tomorrow);
};

export const decreaseRefusal = (atMs: readonly number[], nowMs: number, nextMs: number): string => {
  const today = decreasesToday(atMs, nowMs);
  const at = (ms: number): string => new Date(ms).toUTCString();
  return (
    'Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent ' +
    'decrease in the same UTC day can be performed at most once every 3600 seconds. ' +
    `Number of decreases today: ${today.length}. Last decrease at ${at(today.at(-1) ?? nowMs)}. ` +
    `Next decrease can be made at ${at(nextMs)}`
  );
};
