import type { Account, FoundCluster, FoundTable } from './account';
import { holds } from './role-tables';

/** DAX does not tell which tables it caches, so each pair says what it was concluded from and how sure that is. */
export type Sureness = 'sure' | 'likely' | 'guess';

export interface Pair {
  readonly cluster: string;
  readonly table: string;
  readonly sureness: Sureness;
  readonly because: string;
}

export interface Pairing {
  readonly pairs: readonly Pair[];
  /** Tables that several clusters have an equal claim to: a person has to say. */
  readonly contested: readonly { readonly table: string; readonly clusters: readonly string[] }[];
  /** Tables that no cluster has a claim to. */
  readonly alone: readonly string[];
}

const strength: Readonly<Record<Sureness, number>> = { sure: 3, likely: 2, guess: 1 };

/** Each table to the one cluster with the strongest claim. */
export const pairTables = ({ clusters, tables }: Pick<Account, 'clusters' | 'tables'>): Pairing => {
  const pairs: Pair[] = [];
  const contested: Pairing['contested'][number][] = [];
  const alone: string[] = [];
  for (const table of tables) {
    const claims = clusters.flatMap((cluster) => claimOf(cluster, table, clusters) ?? []);
    const most = Math.max(0, ...claims.map(({ sureness }) => strength[sureness]));
    const [first, ...others] = claims.filter(({ sureness }) => strength[sureness] === most);
    if (first === undefined) alone.push(table.name);
    else if (others.length === 0) pairs.push(first);
    else contested.push({ table: table.name, clusters: [first, ...others].map(({ cluster }) => cluster) });
  }
  return { pairs, contested, alone };
};

const claimOf = (cluster: FoundCluster, table: FoundTable, all: readonly FoundCluster[]): Pair | undefined => {
  const pair = (sureness: Sureness, because: string): Pair => ({
    cluster: cluster.name,
    table: table.name,
    sureness,
    because,
  });
  const patterns = cluster.roleTables ?? [];
  if (patterns.includes(table.name)) return pair('sure', "the cluster's service role names the table");
  // What the role cannot reach, the cluster cannot cache, whatever it is called.
  if (cluster.roleTables !== undefined && !patterns.some((pattern) => holds(pattern, table.name))) return undefined;
  const tag = telling(cluster, table, all);
  if (tag !== undefined) return pair(tag.names ? 'sure' : 'likely', tag.because);
  const pattern = patterns.find((one) => one !== '*' && holds(one, table.name));
  if (pattern !== undefined) return pair('likely', `the cluster's service role allows ${pattern}`);
  if (cluster.name === table.name.toLowerCase()) return pair('likely', 'cluster and table have the same name');
  const word = stem(cluster.name);
  return word.length >= 3 && words(table.name).includes(word) ? pair('guess', `"${word}" is in both names`) : undefined;
};

/** A tag of the table that names the cluster, or that this cluster alone shares with it. */
const telling = (cluster: FoundCluster, table: FoundTable, all: readonly FoundCluster[]) => {
  for (const [key, value] of Object.entries(table.tags)) {
    if (/dax|cluster|cache/i.test(key) && value.toLowerCase() === cluster.name) {
      return { names: true, because: `the table's tag ${key} names the cluster` };
    }
    const sharing = all.filter(({ tags }) => tags[key] === value);
    if (/app|service|product|component|stack/i.test(key) && sharing.length === 1 && sharing[0] === cluster) {
      return { names: false, because: `both have the tag ${key} = ${value}` };
    }
  }
  return undefined;
};

const words = (name: string): readonly string[] => name.toLowerCase().split(/[^a-z0-9]+/);
const stem = (cluster: string): string =>
  words(cluster)
    .filter((word) => !['dax', 'cluster', 'cache', 'prod', 'production', 'dev', 'test', 'staging'].includes(word))
    .join('-');
