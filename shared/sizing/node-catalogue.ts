import type { Policy } from '../targets';

/** What a DAX node type is. `normalizedRequestsPerSecond` is AWS's figure per node; null where AWS gives none (burstable types). */
export interface NodeType {
  readonly name: string;
  readonly family: string;
  readonly burstable: boolean;
  readonly virtualCpus: number;
  readonly memoryGibibytes: number;
  readonly normalizedRequestsPerSecond: number | null;
  readonly source: string;
  readonly asOf: string;
}

const sizingGuide = 'DAX developer guide, cluster sizing: memory and requests; virtual CPUs as EC2 r5';
const burstableGuide = 'memory: third-party list; CPU: DAX developer guide, burstable instances (no request figure)';

const r5 = (
  size: string,
  virtualCpus: number,
  memoryGibibytes: number,
  normalizedRequestsPerSecond: number,
): NodeType => ({
  name: `dax.r5.${size}`,
  family: 'r5',
  burstable: false,
  virtualCpus,
  memoryGibibytes,
  normalizedRequestsPerSecond,
  source: sizingGuide,
  asOf: '2026-11-23',
});

const t3 = (size: string, memoryGibibytes: number): NodeType => ({
  name: `dax.t3.${size}`,
  family: 't3',
  burstable: true,
  virtualCpus: 2,
  memoryGibibytes,
  normalizedRequestsPerSecond: null,
  source: burstableGuide,
  asOf: '2026-11-23',
});

/** Smallest first. A node never carries more than a million normalised requests, so sizes past 8xlarge add memory only. */
export const nodeCatalogue: readonly NodeType[] = [
  t3('small', 2),
  t3('medium', 4),
  r5('large', 2, 16, 75_000),
  r5('xlarge', 4, 32, 150_000),
  r5('2xlarge', 8, 64, 300_000),
  r5('4xlarge', 16, 128, 600_000),
  r5('8xlarge', 32, 256, 1_000_000),
  r5('12xlarge', 48, 384, 1_000_000),
  r5('16xlarge', 64, 512, 1_000_000),
  r5('24xlarge', 96, 768, 1_000_000),
];

export const nodeTypeNames: readonly string[] = nodeCatalogue.map(({ name }) => name);

/** The built-in rows with the policy's own over and behind them, smallest memory first. */
export function nodeTypesOf(policy: Pick<Policy, 'nodeTypes'>): readonly NodeType[] {
  const own = Object.entries(policy.nodeTypes).map(([name, row]): NodeType => {
    const family = name.split('.')[1] ?? '';
    return { name, family, burstable: family.startsWith('t'), ...row, source: 'policy', asOf: 'policy' };
  });
  const replaced = new Set(own.map(({ name }) => name));
  return [...nodeCatalogue.filter(({ name }) => !replaced.has(name)), ...own].toSorted(
    (a, b) => a.memoryGibibytes - b.memoryGibibytes || a.name.localeCompare(b.name),
  );
}

export function nodeTypeNamed(types: readonly NodeType[], name: string): NodeType | undefined {
  return types.find((type) => type.name === name);
}
