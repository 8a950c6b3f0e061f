import { policySchema } from '../../targets';
import type { History } from '../decision';
import type { Series, Snapshot, TableState } from '../snapshot';

/** What the properties of learned rules are played with. */

export const dayMinutes = 1440;
export const policy = policySchema.parse({ learnedRules: 'on', nodes: { maxStepOut: 10, maxStepIn: 10 } });
export const weight = { shared: 1.71828, perNode: 0.025 };
export const limits = { cpuPercent: 90, afterLossPercent: 100 };
export const nothingBefore: History = { switchesToOnDemandMs: [] };

export const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

export interface Load {
  readonly read: Series;
  readonly write: Series;
  readonly ofIndex: Series;
}

export const sameFor = (each: Series): Load => ({ read: each, write: each, ofIndex: each });
export const tableSeen = ({ read, write, ofIndex }: Load, table: TableState): Snapshot => ({
  target: 'products',
  cluster: { kind: 'none' },
  clusterMetrics: {},
  tables: [table],
  tableMetrics: {},
  demand: { tables: { products: read }, writes: { products: write, 'products/by-day': ofIndex } },
});
