/** Times are turned into these, so that equal situations are equal states. */
export const nowMs = 408_000;
export const elapsedMs = 1_000_000;
export const overdueMs = 200_000_000;
