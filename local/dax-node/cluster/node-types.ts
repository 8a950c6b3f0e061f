/** What a node of a type can do. Memory and request rates as in AWS's sizing guide; AWS gives burstable types no rate. */
export interface NodeType {
  readonly memoryBytes: number;
  /** Normalised requests per second at full CPU. */
  readonly requestsPerSecond: number;
  readonly vcpus: number;
  /** CPU credits, on burstable types only. */
  readonly burst?: { readonly baselinePercent: number; readonly creditsPerHour: number; readonly maxCredits: number };
  /** Bytes per second in one direction. Modelled: AWS publishes none for DAX; the baseline of the EC2 type of that name. */
  readonly baselineNetworkBytesPerSecond: number;
}

const GIB = 1024 ** 3;
const GBIT = 125_000_000;
const T3 = { baselinePercent: 20, creditsPerHour: 24, maxCredits: 576 };

function large(gib: number, requestsPerSecond: number, vcpus: number, gbits: number): NodeType {
  return { memoryBytes: gib * GIB, requestsPerSecond, vcpus, baselineNetworkBytesPerSecond: gbits * GBIT };
}

/** Modelled: burstable nodes, which have two vCPUs like r5.large, do its rate while they run at full speed. */
export const NODE_TYPES: Readonly<Record<string, NodeType>> = {
  'dax.t2.small': {
    ...large(2, 75_000, 1, 0.064),
    burst: { baselinePercent: 20, creditsPerHour: 12, maxCredits: 288 },
  },
  'dax.t2.medium': { ...large(4, 75_000, 2, 0.128), burst: { ...T3, baselinePercent: 20 } },
  'dax.t3.small': { ...large(2, 75_000, 2, 0.128), burst: T3 },
  'dax.t3.medium': { ...large(4, 75_000, 2, 0.256), burst: T3 },
  'dax.r4.large': large(15.25, 75_000, 2, 0.75),
  'dax.r4.xlarge': large(30.5, 150_000, 4, 1.25),
  'dax.r4.2xlarge': large(61, 300_000, 8, 2.5),
  'dax.r4.4xlarge': large(122, 600_000, 16, 5),
  'dax.r4.8xlarge': large(244, 1_000_000, 32, 10),
  'dax.r5.large': large(16, 75_000, 2, 0.75),
  'dax.r5.xlarge': large(32, 150_000, 4, 1.25),
  'dax.r5.2xlarge': large(64, 300_000, 8, 2.5),
  'dax.r5.4xlarge': large(128, 600_000, 16, 5),
  'dax.r5.8xlarge': large(256, 1_000_000, 32, 10),
  'dax.r5.12xlarge': large(384, 1_000_000, 48, 12),
  'dax.r5.16xlarge': large(512, 1_000_000, 64, 20),
  'dax.r5.24xlarge': large(768, 1_000_000, 96, 25),
  'dax.r7i.large': large(16, 75_000, 2, 0.781),
  'dax.r7i.xlarge': large(32, 150_000, 4, 1.562),
  'dax.r7i.2xlarge': large(64, 300_000, 8, 3.125),
  'dax.r7i.4xlarge': large(128, 600_000, 16, 6.25),
};

export const DEFAULT_NODE_TYPE = 'dax.r5.large';
/** A laptop does not have 16 GB per node: unless told otherwise a node gets a 64th of its type's memory. */
export const DEFAULT_MEMORY_SCALE = 1 / 64;

export function nodeTypeOf(name: string): NodeType {
  const type = NODE_TYPES[name];
  if (type === undefined)
    throw new RangeError(`nodeType '${name}' is not known; known are ${Object.keys(NODE_TYPES).join(', ')}`);
  return type;
}
