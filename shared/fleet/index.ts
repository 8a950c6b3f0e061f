export { type Acknowledgement, acknowledgement, type Blocker, CLOCK_SKEW_MS } from './acknowledgement';
export { processKey, processRange, recordKey } from './keys';
export { LATENCY_NAMESPACE, type LatencyDatum, LatencyHistogram, latencyData } from './latency';
export { type ProcessItem, type ProcessState, processItem, readProcessState } from './process-state';
