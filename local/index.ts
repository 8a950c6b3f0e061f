export { BootFailure, type BootProblem } from './boot/boot-problem';
export { NotPackaged } from './boot/packaged-service';
export {
  type ClusterStats,
  type DaxCluster,
  type DaxClusterOptions,
  formatStats,
  type NodeInfo,
  startDaxCluster,
} from './dax-node';
export type { ControllableClock } from './kernel/clock';
export type { LogLine, Platform } from './kernel/service';
export { ServiceError } from './kernel/service-error';
export type { DataPlane } from './node-host';
export type { ReadyLine } from './ready-line';
export type { SentMessage } from './services/sns';
export { type LocalOptions, type LocalPlatform, startLocal, type TrafficScale } from './start-local';
export { PortInUse } from './wire/port-in-use';
