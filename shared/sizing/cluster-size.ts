import { maxNodesPerCluster } from './node-count';

export type Purpose = 'development' | 'production' | 'maximum';

export interface ClusterSize {
  readonly nodes: number;
  readonly use: string;
  readonly availability: string;
}

/** How many nodes to begin with. One and two are legal but not fault tolerant; a cluster has at most 11. */
export function clusterSizeFor(purpose: Purpose): ClusterSize {
  const sizes: Readonly<Record<Purpose, ClusterSize>> = {
    development: { nodes: 1, use: 'development and test only', availability: 'none' },
    production: { nodes: 3, use: 'least for production, one node per Availability Zone', availability: 'high' },
    maximum: { nodes: maxNodesPerCluster, use: 'most read throughput', availability: 'highest' },
  };
  return sizes[purpose];
}
