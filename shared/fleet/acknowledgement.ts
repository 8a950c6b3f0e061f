import type { ProcessState } from './process-state';

/** Clocks of processes and control plane may differ by this much. */
export const CLOCK_SKEW_MS = 5_000;

export type Acknowledgement =
  | { readonly kind: 'acknowledged'; readonly processes: number }
  | { readonly kind: 'waiting'; readonly for: readonly Blocker[] };

export interface Blocker {
  readonly processId: string;
  readonly why: 'behind' | 'open-calls' | 'given-up-calls' | 'refused' | 'unreachable-cluster';
}

/**
 * Has every process that is alive adopted the epoch, and ended what it had begun before? One whose lease is over is gone: what it
 * had under way has had the time of its lease to end, and the counters of the old cluster speak for the rest.
 */
export function acknowledgement(processes: readonly ProcessState[], epoch: number, nowMs: number): Acknowledgement {
  const alive = processes.filter(({ leaseUntilMs }) => leaseUntilMs + CLOCK_SKEW_MS > nowMs);
  const blockers = alive.flatMap((process) => {
    const why = blocks(process, epoch);
    return why === undefined ? [] : [{ processId: process.processId, why }];
  });
  return blockers.length === 0 ? { kind: 'acknowledged', processes: alive.length } : { kind: 'waiting', for: blockers };
}

function blocks(process: ProcessState, epoch: number): Blocker['why'] | undefined {
  if (process.epoch < epoch) {
    if (process.refused !== undefined) return 'refused';
    return process.unreachable === undefined ? 'behind' : 'unreachable-cluster';
  }
  if (process.openEarlier > 0) return 'open-calls';
  return process.givenUpEarlier > 0 ? 'given-up-calls' : undefined;
}
