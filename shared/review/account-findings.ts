import type { Config } from '../targets';
import { type Finding, finding } from './finding';
import type { AccountSurvey } from './survey';

/** Quotas of DAX per Region (quotas page of the DynamoDB guide, 2026-11). No call of DAX tells them, so a raised one is in the configuration. */
const defaultQuotas = { nodes: 50, parameterGroups: 20, subnetGroups: 50 } as const;

export const regionQuotas = ({ quotas }: Config): Readonly<Record<keyof typeof defaultQuotas, number>> => ({
  nodes: quotas?.nodes ?? defaultQuotas.nodes,
  parameterGroups: quotas?.parameterGroups ?? defaultQuotas.parameterGroups,
  subnetGroups: quotas?.subnetGroups ?? defaultQuotas.subnetGroups,
});

const nearPercent = 80;

/** A cluster with this tag is meant to be looked after. */
export const ownTag = 'daxpilot';

/** What concerns the account: quotas, and clusters that are tagged for us but not declared. */
export function accountFindings(account: AccountSurvey, config: Config): readonly Finding[] {
  return [...nodeQuota(account, config), ...groupQuotas(account, config), ...undeclared(account, config)];
}

export const nodesIn = ({ clusters }: AccountSurvey): number => clusters.reduce((sum, one) => sum + one.nodeCount, 0);

function nodeQuota(account: AccountSurvey, config: Config): readonly Finding[] {
  const used = nodesIn(account);
  const { nodes: most } = regionQuotas(config);
  const free = most - used;
  const near =
    used * 100 >= most * nearPercent
      ? [finding('quota-nodes', null, 'nodes', `${used} of ${most} nodes of the Region are in use`)]
      : [];
  const cramped = Object.values(config.targets).flatMap(({ name, cluster, policy }) => {
    const found = account.clusters.find((one) => one.name === cluster);
    const wanted = found === undefined ? 0 : policy.nodes.max - found.nodeCount;
    return wanted > free
      ? [
          finding(
            'quota-nodes',
            name,
            'nodes',
            `${cluster} may grow by ${wanted} nodes, and ${free} are left in the Region`,
          ),
        ]
      : [];
  });
  return [...near, ...cramped];
}

function groupQuotas({ parameterGroups, subnetGroups }: AccountSurvey, config: Config): readonly Finding[] {
  const quotas = regionQuotas(config);
  const counts = [
    ['parameter groups', parameterGroups, quotas.parameterGroups],
    ['subnet groups', subnetGroups.length, quotas.subnetGroups],
  ] as const;
  return counts.flatMap(([what, used, most]) =>
    used * 100 >= most * nearPercent
      ? [finding('quota-groups', null, what, `${used} of ${most} ${what} of the Region are in use`)]
      : [],
  );
}

function undeclared({ clusters }: AccountSurvey, config: Config): readonly Finding[] {
  const declared = new Set(Object.values(config.targets).flatMap(({ cluster }) => cluster ?? []));
  return clusters
    .filter(({ name, tags }) => Object.hasOwn(tags, ownTag) && !declared.has(name))
    .map(({ name, nodeType, nodeCount, tags }) =>
      finding(
        'undeclared-cluster',
        null,
        name,
        `${name} (${nodeCount} x ${nodeType}) has the tag ${ownTag}=${tags[ownTag] ?? ''}`,
      ),
    );
}
