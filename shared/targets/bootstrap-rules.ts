import { tableRuleProblems } from './bootstrap-table-rules';
import { isMap } from './merge-defaults';
import { nearestName } from './nearest-name';
import type { PlacedProblem } from './schema-problems';

export interface Place {
  /** Region that is packaged for. Absent: not checked. */
  readonly region?: string;
  readonly nodeTypes?: readonly string[];
}

const longestClusterName = 20;
/** A hyphen and four digits or letters from a to f: what the name of a replacing cluster has more. A longer name would be cut for it. */
export const replacementSuffixLength = 5;

/** Rules between the fields of `bootstrap` and of its target. Works on the raw input, so that it also judges what else is wrong. */
export function bootstrapProblems(targets: unknown, place: Place): readonly PlacedProblem[] {
  if (!isMap(targets)) return [];
  return Object.entries(targets).flatMap(([name, target]) => {
    if (!isMap(target) || !isMap(target.bootstrap)) return [];
    const path = ['targets', name, 'bootstrap'];
    const { bootstrap } = target;
    return [
      ...regionProblems(bootstrap, path, place),
      ...clusterProblems(target, bootstrap, path, place),
      ...networkProblems(bootstrap, path),
      ...tableProblems(target, bootstrap, path),
    ];
  });
}

type Fields = Readonly<Record<string, unknown>>;
type Parts = readonly string[];

function regionProblems({ region }: Fields, path: Parts, place: Place): readonly PlacedProblem[] {
  if (typeof region !== 'string' || place.region === undefined || region === place.region) return [];
  const rule = `is another Region than the one that is deployed to, ${place.region}: one deployment looks after one Region`;
  const hint = `deploy with --region ${region}, or describe the network of ${place.region}`;
  return [{ path: [...path, 'region'], value: region, rule, hint, at: 'value' }];
}

function clusterProblems(target: Fields, bootstrap: Fields, path: Parts, place: Place): readonly PlacedProblem[] {
  const { cluster } = bootstrap;
  if (!isMap(cluster)) return [];
  const here: Parts = [...path, 'cluster'];
  const problems: PlacedProblem[] = [];
  const name = target.cluster;
  if (typeof name !== 'string') {
    const rule = 'describes a cluster that has no name';
    problems.push({ path: here, value: undefined, rule, hint: 'write cluster: NAME beside bootstrap', at: 'key' });
  } else if (name.length > longestClusterName - replacementSuffixLength && name.length <= longestClusterName) {
    const most = longestClusterName - replacementSuffixLength;
    problems.push({
      path: [...path.slice(0, 2), 'cluster'],
      value: name,
      rule: `has ${name.length} characters: DAX allows ${longestClusterName}, and a cluster that replaces it needs ${replacementSuffixLength} of them for its suffix`,
      hint: `at most ${most} characters for a cluster that is made`,
      at: 'value',
    });
  }
  if (!isMap(bootstrap.network)) {
    const rule = 'needs a network: the subnets it lies in and the group that may reach it';
    problems.push({ path: here, value: undefined, rule, hint: 'write bootstrap.network', at: 'key' });
  }
  return [...problems, ...nodeTypeProblems(cluster.nodeType, here, place)];
}

function nodeTypeProblems(nodeType: unknown, path: Parts, { nodeTypes }: Place): readonly PlacedProblem[] {
  if (typeof nodeType !== 'string' || nodeTypes === undefined || nodeTypes.includes(nodeType)) return [];
  const near = nearestName(nodeType, nodeTypes);
  const hint = near === undefined ? `known: ${nodeTypes.join(', ')}` : `did you mean ${near}?`;
  return [{ path: [...path, 'nodeType'], value: nodeType, rule: 'is not a known node type', hint, at: 'value' }];
}

function networkProblems({ network }: Fields, path: Parts): readonly PlacedProblem[] {
  if (!isMap(network)) return [];
  return ['subnets', 'applicationGroups'].flatMap((key) => {
    const list: readonly unknown[] = Array.isArray(network[key]) ? network[key] : [];
    return list.flatMap((id, index) =>
      list.indexOf(id) === index
        ? []
        : [{ path: [...path, 'network', key, index], value: id, rule: 'is listed twice', at: 'value' as const }],
    );
  });
}

function tableProblems(target: Fields, bootstrap: Fields, path: Parts): readonly PlacedProblem[] {
  if (!isMap(bootstrap.tables)) return [];
  const declared = Array.isArray(target.tables) ? target.tables.map(String) : [];
  return Object.entries(bootstrap.tables).flatMap(([table, fields]) => {
    const here = [...path, 'tables', table];
    const near = nearestName(table, declared);
    const hint = near === undefined ? `add it to tables of ${path[1]}` : `did you mean ${near}?`;
    const rule = 'is not among the tables of its target, so no role would reach it';
    const stray: readonly PlacedProblem[] = declared.includes(table)
      ? []
      : [{ path: here, value: undefined, rule, hint, at: 'key' }];
    return [...stray, ...(isMap(fields) ? tableRuleProblems(fields, here) : [])];
  });
}
