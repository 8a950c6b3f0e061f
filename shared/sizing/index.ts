export { decide } from './decide';
export type { Action, BillingMode, Change, Decision, Evidence, History, Option, ThroughputPlan } from './decision';
export { readConfig } from './read-config';
export { type ReasonCode, reasonCodes } from './reason-codes';
export type { ClusterMetric, ClusterState, Series, Snapshot, TableMetric, TableState, Throughput } from './snapshot';
export { clusterMetricNames, tableMetricNames } from './snapshot';
