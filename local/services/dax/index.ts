export { nodeTypeNames } from './node-types';
export type {
  DaxDurations,
  DaxOptions,
  HostedCluster,
  HostedNode,
  KnownSubnet,
  NodeAddress,
  NodeHost,
} from './options';
export { createDaxService, type DaxService } from './service';
