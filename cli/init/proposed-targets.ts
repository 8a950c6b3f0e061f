import type { Account, FoundCluster, FoundTable } from './account';
import type { Pair, Pairing } from './pair-tables';

/** One entry of the file to be: a cluster with its tables, or a table without a cache. */
export interface ProposedTarget {
  readonly name: string;
  readonly cluster?: FoundCluster;
  readonly tables: readonly FoundTable[];
  /** Why each table stands with the cluster. */
  readonly pairs: readonly Pair[];
}

export const proposedTargets = (
  { clusters, tables }: Account,
  { pairs, alone }: Pairing,
): readonly ProposedTarget[] => {
  const taken = new Set<string>();
  const named = (name: string): FoundTable[] => tables.filter((table) => table.name === name);
  const withCluster = clusters.map((cluster) => {
    const own = pairs.filter((pair) => pair.cluster === cluster.name);
    return {
      name: targetNameFor(cluster.name, taken),
      cluster,
      tables: own.flatMap(({ table }) => named(table)),
      pairs: own,
    };
  });
  const withoutCluster = alone.map((table) => ({
    name: targetNameFor(table, taken),
    tables: named(table),
    pairs: [],
  }));
  return [...withCluster, ...withoutCluster];
};

const longestName = 40;

/** 1-40 lower-case letters, digits and hyphens, a letter first; each only once. Adds it to `taken`. */
export const targetNameFor = (resource: string, taken: Set<string>): string => {
  const plain = resource
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '');
  const base = (plain === '' ? 'table' : plain).slice(0, longestName).replace(/-+$/, '');
  let name = base;
  for (let count = 2; taken.has(name); count += 1) {
    const suffix = `-${count}`;
    name = `${base.slice(0, longestName - suffix.length)}${suffix}`;
  }
  taken.add(name);
  return name;
};
