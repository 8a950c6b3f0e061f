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
  /** What it had the new cluster of a hand-over read, as soon as it has come to the end of its keys; absent: not yet, or nothing was asked. */
  readonly warmed?: WarmedKeys;
  /** Records that it would not follow, newest reason. */
  readonly refused?: string;
  /** The cluster that a newer record leads to, and why it cannot be reached: the record is not adopted. */
  readonly unreachable?: string;
  /** It is gone if it has not been heard of until then. */
  readonly leaseUntilMs: number;
}

/** How many of its keys a process has warmed. The keys themselves do not leave it. */
export interface WarmedKeys {
  /** Of the record that asked for it. */
  readonly epoch: number;
  readonly keys: number;
  readonly failed: number;
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
  const warmed = warmedOf(item.warmed);
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
    ...(warmed === undefined ? {} : { warmed }),
    ...(typeof refused === 'string' ? { refused } : {}),
    ...(typeof unreachable === 'string' ? { unreachable } : {}),
  };
}

function warmedOf(value: unknown): WarmedKeys | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { epoch, keys, failed } = value as Readonly<Record<string, unknown>>;
  if (typeof epoch !== 'number' || typeof keys !== 'number' || typeof failed !== 'number') return undefined;
  return { epoch, keys, failed };
}
