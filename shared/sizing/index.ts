export type { Action, BillingMode, Decision, Evidence, History, Option, ThroughputPlan } from './decision';
export type { ClusterMetric, ClusterState, Series, Snapshot, TableMetric, TableState, Throughput } from './snapshot';
export { clusterMetricNames, tableMetricNames } from './snapshot';
