export { startDaxCluster } from './cluster/cluster';
export type { DaxCluster, NodeInfo } from './cluster/dax-cluster';
export type { MetricDatum, MetricSink } from './cluster/metrics';
export { DEFAULT_MEMORY_SCALE, DEFAULT_NODE_TYPE, NODE_TYPES, type NodeType } from './cluster/node-types';
export type { DaxClusterOptions } from './cluster/options';
export { type ClusterStats, formatStats, type NodeStats } from './cluster/stats';
