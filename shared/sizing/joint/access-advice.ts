import type { ClusterView } from '../cluster-view';
import { rounded } from '../evidence';
import type { ReasonCode } from '../reason-codes';

export interface Advice {
  readonly code: ReasonCode;
  readonly text: string;
}

/** Shares from which an access pattern is worth a word. */
const scanSharePercent = 5;
const batchWriteSharePercent = 5;

/** How the app tier uses the cluster in ways that no size cures. */
export function adviceOf({ readings }: ClusterView): readonly Advice[] {
  const { scanPercent, scanHitPercent, batchWritePercent } = readings;
  const advice: Advice[] = [];
  if (scanPercent !== undefined && scanPercent > scanSharePercent) {
    const hits = scanHitPercent === undefined ? '' : `, ${rounded(scanHitPercent)} % of them hit`;
    advice.push({
      code: 'scans-through-cache',
      text: `${rounded(scanPercent)} % of the lookups are scans${hits}: their results fill the query cache and never the item cache; scan the table directly`,
    });
  }
  if (batchWritePercent !== undefined && batchWritePercent > batchWriteSharePercent) {
    advice.push({
      code: 'bulk-writes-through-cache',
      text: `${rounded(batchWritePercent)} % of the requests are batch writes: each item costs 25 on every node and pushes out what is read; load in bulk around the cache`,
    });
  }
  return advice;
}
