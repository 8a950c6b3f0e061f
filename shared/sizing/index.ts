export { actionText } from './action-text';
export { type Burstiness, burstinessOf, type Predictability, predictabilityOf } from './burstiness';
export { breakEvenHitsPerSecond, breakEvenPercent, provisionedUnitUsdPerHour, requestUnitUsd } from './capacity-cost';
export {
  type Consistency,
  capacityExamples,
  readUnits,
  unitsToProvision,
  type WriteKind,
  writeUnits,
} from './capacity-units';
export { type ClusterSize, clusterSizeFor, type Purpose } from './cluster-size';
export { decide } from './decide';
export type {
  Action,
  BillingMode,
  CacheTtl,
  Change,
  Decision,
  Evidence,
  History,
  Option,
  Override,
  ThroughputPlan,
  Veto,
} from './decision';
export { decisionSchema } from './decision-schema';
export { assessHealth, type Health, type HealthRow } from './health';
export { leavable, replacedAtHours } from './learned/billed-hours';
export type { ClusterChampion } from './learned/champion';
export { ClusterFollowers } from './learned/cluster-followers';
export { cheapestType, reviewCluster, reviewDays, reviewEveryMinutes } from './learned/cluster-review';
export { variantNodes } from './learned/cluster-shadow';
export { ClusterShadows } from './learned/cluster-shadows';
export { type ClusterVariant, clusterVariants, firstClusterVariant, variantText } from './learned/cluster-variants';
export { LoadSignals } from './learned/load-signals';
export { neededDemand, neededMinutes } from './learned/needed-demand';
export { savedBurst } from './learned/saved-burst';
export { reviewTable } from './learned/table-review';
export {
  demandOfSide,
  resourceOf,
  type SideRule,
  sidesOf,
  type TableRule,
  type TableSide,
  tableRuleText,
  variantOfSide,
} from './learned/table-rule';
export { TableShadows } from './learned/table-shadows';
export { TableSignals } from './learned/table-signals';
export {
  lookOf,
  type ProvisionedVariant,
  type TableVariant,
  tableVariants,
  tableVariantText,
  variantUnits,
} from './learned/table-variants';
export { firstTypeFor, outgrownMinutes, outgrownShare, writesMatter } from './learned/type-choice';
export { quantile } from './learned/violation-price';
export { type MetricRule, metricMatrix } from './metric-matrix';
export { type MetricWindow, metricWindow } from './metric-window';
export { type NodeType, nodeCatalogue, nodeTypeNames, nodeTypesOf } from './node-catalogue';
export { normalizedLoad, sizedLoad, type Traffic } from './normalized-load';
export {
  type ClusterLimits,
  carriedByCount,
  defaultLimits,
  mostNodes,
  nodePercent,
  nodesFor,
  type RequestMix,
  type RequestWeight,
  weightOf,
} from './play/cluster-physics';
export {
  type ClusterPlay,
  type ClusterPlayOptions,
  type ClusterPoint,
  simulateCluster,
} from './play/cluster-simulator';
export { DecreaseRation } from './play/decrease-ration';
export { delayMinutes } from './play/delays';
export {
  burstSeconds,
  onDemandLimits,
  simulateTable,
  type TablePlay,
  type TablePlayOptions,
  type TablePoint,
} from './play/table-simulator';
export { clusterUsdPerMonth, hoursPerMonth, listPrices, type Price, type PriceBook, priceBookOf } from './price-book';
export { grouped, quantityText, rangeText, readable } from './quantity-text';
export { unitsName, vetoedOption, vetoesOf } from './rails/change-option';
export { readConfig } from './read-config';
export type { Reading } from './readings';
export { type ReasonCode, reasonCodes } from './reason-codes';
export { adviseScenario, type Scenario, type ScenarioAdvice } from './scenario-matrix';
export { seriesFromPoints } from './series';
export type {
  ClusterMetric,
  ClusterState,
  DemandHistory,
  ScalingRange,
  Series,
  Snapshot,
  TableMetric,
  TableState,
  Throughput,
} from './snapshot';
export { clusterMetricNames, tableMetricNames } from './snapshot';
export { adviseOptimised, adviseStart, type Pattern, type Setup, type StrategyPhase, strategyPhase } from './strategy';
export { simulateTargetTracking, type Tracked, type TrackingRules } from './target-tracking';
export { judge } from './verify/judge';
export { judgedBefore } from './verify/judged-before';
export type { Judgement, ModelResidual } from './verify/judgement';
export { type Undo, undoOf } from './verify/undo';
export { nodeTypeForWorkingSet, nodeTypeUses, requiredGibibytes } from './working-set';
