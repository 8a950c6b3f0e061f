import type { Config } from '../targets';

export const kinds = ['introduce', 'replace', 'remove'] as const;
export type Kind = (typeof kinds)[number];

/** What somebody wants done with the clusters of a target. */
export interface ReplaceRequest {
  readonly target: string;
  readonly kind: Kind;
  /** Of the new cluster; absent: as the old one. */
  readonly nodeType?: string;
  readonly nodes?: number;
  /** An existing cluster to hand over to, instead of a new one. */
  readonly cluster?: string;
  /** For an introduction, which has no old cluster to take them from. */
  readonly serviceRole?: string;
  readonly subnetGroup?: string;
  /** Writes may be held for minutes where the table cannot carry the reads. */
  readonly held?: boolean;
  /** Read capacity may be raised where the table cannot carry the reads, and is given back at the end. Goes before `held`. */
  readonly raise?: boolean;
  /** Turn round what is under way. */
  readonly stop?: boolean;
  /** Delete the cluster that this hand-over left behind. */
  readonly deleteCluster?: string;
  /** The id of the hand-over that a recovery goes on with. If it is over by then, nothing is begun in its place. */
  readonly resumes?: string;
  readonly reason: string;
}

export type ParsedReplace =
  | { readonly kind: 'request'; readonly request: ReplaceRequest }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

const clusterName = /^[a-z](?!.*--)[a-z0-9-]{0,18}[a-z0-9]$|^[a-z]$/;
type Rule = readonly [(value: unknown) => boolean, string];
const text: Rule = [(value) => typeof value === 'string' && value !== '', 'a text'];
const flag: Rule = [(value) => typeof value === 'boolean', 'true or false'];
const cluster: Rule = [(value) => typeof value === 'string' && clusterName.test(value), 'the name of a DAX cluster'];

const rules: Readonly<Record<string, Rule>> = {
  schemaVersion: [(value) => value === 1, '1'],
  target: text,
  kind: [(value) => kinds.some((kind) => kind === value), kinds.join(', ')],
  nodeType: [(value) => typeof value === 'string' && /^dax\.[a-z0-9]+\.[a-z0-9]+$/.test(value), 'like dax.r5.xlarge'],
  nodes: [
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 11,
    'a whole number from 1 to 11',
  ],
  cluster,
  serviceRole: [(value) => typeof value === 'string' && value.startsWith('arn:'), 'the ARN of a role'],
  subnetGroup: text,
  held: flag,
  raise: flag,
  stop: flag,
  deleteCluster: cluster,
  resumes: text,
  reason: text,
};

/** Every problem at once, as field, value and rule. */
export function parseReplace(input: unknown, config: Config): ParsedReplace {
  if (typeof input !== 'object' || input === null) return { kind: 'refused', problems: ['the input is not an object'] };
  const given = input as Readonly<Record<string, unknown>>;
  const problems = Object.entries(given).flatMap(([name, value]) => {
    const rule = rules[name];
    if (rule === undefined) return [`${name} is not known; known are ${Object.keys(rules).join(', ')}`];
    return rule[0](value) ? [] : [`${name} is ${JSON.stringify(value)}; it must be ${rule[1]}`];
  });
  for (const name of ['target', 'kind']) if (!(name in given)) problems.push(`${name} is absent`);
  if (typeof given.target === 'string' && !Object.hasOwn(config.targets, given.target))
    problems.push(`target is "${given.target}"; declared are ${Object.keys(config.targets).join(', ')}`);
  if (given.kind === 'remove' && (given.nodeType ?? given.nodes ?? given.cluster) !== undefined)
    problems.push('kind is "remove"; it takes no nodeType, nodes or cluster');
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'request', request: { reason: 'not given', ...given } as unknown as ReplaceRequest };
}
