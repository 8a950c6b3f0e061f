import { coverageOf, hotKeysRange, type ProcessState, readHotKeys, warmingOf } from '../fleet';
import { defaultWarmingMs } from '../handover';
import type { LedgerStore } from '../ledger';
import type { Work } from './item';

interface Asked {
  /** Of the record. */
  readonly epoch: number;
  readonly nowMs: number;
  /** By the wall clock, for leases. */
  readonly aliveMs: number;
}

export interface WarmingNow {
  readonly state: Work['warming'];
  readonly waitingFor: readonly string[];
}

/** Over: everybody alive has come to the end of its keys, or has had its time. Warming makes a cluster fast and not coherent, so nothing turns round for it. */
export function warmingNow(work: Work, fleet: readonly ProcessState[], { epoch, nowMs, aliveMs }: Asked): WarmingNow {
  if (work.warming !== 'running') return { state: work.warming, waitingFor: [] };
  const { waitingFor } = warmingOf(fleet, epoch, aliveMs);
  const { warmingMs = defaultWarmingMs } = work.plan;
  const isLate = nowMs - (work.warmingSinceMs ?? nowMs) >= warmingMs;
  return { state: waitingFor.length === 0 || isLate ? 'over' : 'running', waitingFor };
}

/** What the reports say beforehand: hashes alone, so how many items carry how much of the reads, and not which. */
export async function reportedKeys(ledger: LedgerStore, target: string, nowMs: number): Promise<string> {
  const { pk, prefix } = hotKeysRange(target);
  const items = await ledger.query({ pk, from: prefix, to: `${prefix}\uffff`, limit: 5_000, order: 'oldest-first' });
  const reports = items.map((item) => readHotKeys(item, nowMs)).filter((report) => report?.kind === 'hashed');
  if (reports.length === 0) return 'no process has reported hashes of its keys';
  const { keys, ratio } = coverageOf(reports);
  return `${reports.length} processes report ${keys} keys that carry ${Math.round(100 * ratio)} % of their reads`;
}

/** What came of it, for people. */
export function warmedText(fleet: readonly ProcessState[], epoch: number, aliveMs: number): string {
  const { keys, failed, processes, waitingFor } = warmingOf(fleet, epoch, aliveMs);
  const late = waitingFor.length === 0 ? '' : `; not waited for any longer: ${waitingFor.join(', ')}`;
  const lost = failed === 0 ? '' : `, ${failed} failed`;
  return `warmed: ${keys} keys by ${processes} processes${lost}${late}`;
}
