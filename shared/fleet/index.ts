export { type Acknowledgement, acknowledgement, type Blocker, CLOCK_SKEW_MS } from './acknowledgement';
export { type Coverage, coverageOf, hashedKey } from './hashed-keys';
export {
  type HashedHotKeys,
  type HashedKey,
  HOT_KEYS_LIVE_MS,
  type HotKeys,
  type HotKeysItem,
  hotKeysItem,
  readHotKeys,
  type SealedHotKeys,
} from './hot-keys';
export { hotKeysKey, hotKeysRange, processKey, processRange, recordKey, saltKey } from './keys';
export { LATENCY_NAMESPACE, LatencyHistogram, type MetricDatum, type RouteTally, routeData } from './latency';
export { type ProcessItem, type ProcessState, processItem, readProcessState, type WarmedKeys } from './process-state';
export {
  type DataKey,
  type KeyOpener,
  type KeyValue,
  keysToWarm,
  type RawHotKey,
  sealHotKeys,
  unsealHotKeys,
} from './sealed-keys';
export { type TopKey, TopKeys } from './top-keys';
export { type Warming, warmingOf } from './warming';
