import { CLOCK_SKEW_MS } from './acknowledgement';
import type { ProcessState } from './process-state';

export interface Warming {
  /** Processes alive that have not come to the end of their keys. */
  readonly waitingFor: readonly string[];
  readonly processes: number;
  /** Of all processes together; an item that several read counts for each of them. */
  readonly keys: number;
  readonly failed: number;
}

/** How far the processes that are alive have warmed the new cluster under a record. */
export function warmingOf(processes: readonly ProcessState[], epoch: number, nowMs: number): Warming {
  const alive = processes.filter(({ leaseUntilMs }) => leaseUntilMs + CLOCK_SKEW_MS > nowMs);
  const done = alive.filter(({ warmed }) => warmed?.epoch === epoch);
  return {
    waitingFor: alive.filter((one) => !done.includes(one)).map(({ processId }) => processId),
    processes: done.length,
    keys: done.reduce((sum, { warmed }) => sum + (warmed?.keys ?? 0), 0),
    failed: done.reduce((sum, { warmed }) => sum + (warmed?.failed ?? 0), 0),
  };
}
