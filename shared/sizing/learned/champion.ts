import type { ClusterLimits, RequestWeight } from '../play/cluster-physics';
import type { ClusterVariant } from './cluster-variants';
import type { TableVariant } from './table-variants';

/** The rule in force for a cluster, taken over from a review of its own last days. Plain JSON: it lives in the ledger. */
export interface ClusterChampion {
  readonly variant: ClusterVariant;
  readonly weight: RequestWeight;
  readonly limits: ClusterLimits;
  /** Mean cost a day in the replay, violations included; absent before the first one. */
  readonly usdPerDay?: number;
  readonly daysSeen: number;
  /** The node type that the last days ask for. A cluster may be on a larger one for the hours that a flash of load lasts. */
  readonly nodeType: string;
}

/** The rule in force for the read units of a table. */
export interface TableChampion {
  readonly variant: TableVariant;
  readonly usdPerDay?: number;
  readonly daysSeen: number;
}
