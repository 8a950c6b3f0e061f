import { stringify } from 'yaml';
import type { Account } from './account';
import type { Pairing } from './pair-tables';
import type { ProposedTarget } from './proposed-targets';

/** The file as text: every change recommended only, every conclusion with its reason beside it. */
export const configText = (
  account: Pick<Account, 'region' | 'clusters' | 'tables'>,
  { contested }: Pick<Pairing, 'contested'>,
  targets: readonly ProposedTarget[],
): string =>
  [
    `# What daxpilot looks after in ${account.region}: ${count(account.clusters.length, 'cluster')} and ${count(account.tables.length, 'table')} were found.`,
    '# Written by `daxpilot init`. Nothing is changed while every approval is `recommend`: `daxpilot plan TARGET` says what would be done.',
    '# When you trust it, write `approve` (a person allows each change) or `auto` for one kind of change at a time.',
    'schemaVersion: 1',
    '',
    'defaults:',
    '  approval:',
    '    nodeCount: recommend',
    '    billingMode: recommend',
    '    nodeType: recommend',
    '    throughput: recommend',
    '    cacheTtl: recommend',
    '    removal: recommend',
    '',
    'targets:',
    ...targets.flatMap(targetLines),
    ...contested.flatMap(({ table, clusters }) => [
      `  # The table ${comment(table)} could belong to ${clusters.map(comment).join(' or ')}: nothing tells them apart. Add it to one of them, or to a target of its own.`,
    ]),
    '',
  ].join('\n');

const targetLines = ({ name, cluster, tables, pairs }: ProposedTarget): readonly string[] => {
  const policy = policyLines(cluster?.nodes, tables);
  return [
    ...(cluster === undefined
      ? ['  # No cluster was found for this table: only its capacity is looked after.']
      : [`  # ${count(cluster.nodes, 'node')} of ${comment(cluster.nodeType)}, ${comment(cluster.status)}.`]),
    `  ${scalar(name)}:`,
    ...(cluster === undefined ? [] : [`    cluster: ${scalar(cluster.name)}`]),
    ...(tables.length === 0
      ? ['    # No table could be told to be behind this cluster; name it here: tables: [NAME]']
      : ['    tables:']),
    ...tables.map((table) => {
      const pair = pairs.find((one) => one.table === table.name);
      const why = pair === undefined ? '' : ` # ${pair.sureness}: ${comment(pair.because)}`;
      return `      - ${scalar(table.name)}${why}`;
    }),
    ...(policy.length === 0 ? [] : ['    policy:', ...policy.map((line) => `      ${line}`)]),
    '',
  ];
};

const policyLines = (nodes: number | undefined, tables: readonly ProposedTarget['tables'][number][]) => {
  const sizes = tables.flatMap(({ meanItemKilobytes }) => meanItemKilobytes ?? []);
  const kilobytes = Math.max(...sizes);
  return [
    ...(nodes !== undefined && nodes < 3
      ? ['profile: development # fewer than three nodes: with `production` three would be the least']
      : []),
    ...(nodes === undefined || sizes.length === 0
      ? []
      : [
          'workload:',
          `  itemKilobytes: ${Math.min(400, Math.max(0.01, Number(kilobytes.toPrecision(2))))} # mean size of the items, as DescribeTable counts them`,
        ]),
  ];
};

/** Names of tables may look like numbers, dates or booleans to YAML. */
const scalar = (text: string): string => stringify(text).trimEnd();
/** What comes from the account stays inside its comment. */
const comment = (text: string): string => text.replaceAll(/[\r\n\u2028\u2029\u0085]+/g, ' ');
const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
