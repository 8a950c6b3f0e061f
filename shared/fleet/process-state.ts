/** What one process tells the control plane about how far it follows the endpoint record. Times are epoch ms of its own clock. */
export interface ProcessState {
  readonly target: string;
  readonly processId: string;
  /** The record that it adopted last. */
  readonly epoch: number;
  readonly phase: number;
  /** Calls that were begun under earlier epochs and still run. */
  readonly openEarlier: number;
  /** Calls of earlier epochs that were given up and may still take effect. */
  readonly givenUpEarlier: number;
  /** Last write that went around DAX, or may have; absent: none. */
  readonly lastWriteAroundAtMs?: number;
  /** Records that it would not follow, newest reason. */
  readonly refused?: string;
  /** The cluster that a newer record leads to, and why it cannot be reached: the record is not adopted. */
  readonly unreachable?: string;
  /** It is gone if it has not been heard of until then. */
  readonly leaseUntilMs: number;
}

export interface ProcessItem extends ProcessState {
  readonly pk: string;
  readonly sk: string;
  /** Epoch seconds, for the table's time to live: long after the lease. */
  readonly expiresAt: number;
}

const DAY_SECONDS = 86_400;

export function processItem(key: { readonly pk: string; readonly sk: string }, state: ProcessState): ProcessItem {
  return { ...key, ...state, expiresAt: Math.ceil(state.leaseUntilMs / 1_000) + DAY_SECONDS };
}

export function readProcessState(item: Readonly<Record<string, unknown>>): ProcessState | undefined {
  const { target, processId, epoch, phase, openEarlier, givenUpEarlier, leaseUntilMs } = item;
  const { lastWriteAroundAtMs, refused, unreachable } = item;
  if (typeof target !== 'string' || typeof processId !== 'string') return undefined;
  const numbers = [epoch, phase, openEarlier, givenUpEarlier, leaseUntilMs];
  if (!numbers.every((number) => typeof number === 'number')) return undefined;
  return {
    target,
    processId,
    epoch: Number(epoch),
    phase: Number(phase),
    openEarlier: Number(openEarlier),
    givenUpEarlier: Number(givenUpEarlier),
    leaseUntilMs: Number(leaseUntilMs),
    ...(typeof lastWriteAroundAtMs === 'number' ? { lastWriteAroundAtMs } : {}),
    ...(typeof refused === 'string' ? { refused } : {}),
    ...(typeof unreachable === 'string' ? { unreachable } : {}),
  };
}
