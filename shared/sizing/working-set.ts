import { memoryOverhead } from './cluster-options';
import { type NodeType, nodeCatalogue } from './node-catalogue';

/** The brief's formula: required memory = working set x 1.2. 10 GB of hot data need 12. */
export function requiredGibibytes(workingSetGibibytes: number): number {
  return workingSetGibibytes * memoryOverhead;
}

/**
 * The smallest node type whose memory holds the working set with overhead; undefined where none does. Burstable types
 * only where asked for, since AWS's sizing table leaves them out. Every node holds the whole set, so nodes do not add up.
 */
export function nodeTypeForWorkingSet(
  workingSetGibibytes: number,
  options: { readonly types?: readonly NodeType[]; readonly burstable?: boolean } = {},
): NodeType | undefined {
  const { types = nodeCatalogue, burstable = false } = options;
  const required = requiredGibibytes(workingSetGibibytes);
  return types.find((type) => type.memoryGibibytes >= required && (burstable || !type.burstable));
}

/** The brief's table of uses, for the four types that it names. */
export const nodeTypeUses: readonly { readonly type: string; readonly use: string }[] = [
  { type: 'dax.t3.small', use: 'development and test, small data' },
  { type: 'dax.r5.large', use: 'production, moderate traffic' },
  { type: 'dax.r5.xlarge', use: 'high traffic, large working set' },
  { type: 'dax.r5.2xlarge', use: 'very high traffic' },
];
