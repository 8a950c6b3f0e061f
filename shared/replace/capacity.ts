/** What a table, or one of its indexes, can give. Units are read units per second. */
export interface ReadCapacity {
  readonly name: string;
  /** Warm throughput, or the provisioned units; absent: AWS does not tell. */
  readonly readUnits?: number;
  readonly isIndex: boolean;
}

export interface ReadNeed {
  /** Reads per second that the old cluster answers at its busiest. */
  readonly readsPerSecond: number;
  /** Of these, Query and Scan, which may go to any index. */
  readonly queriesPerSecond: number;
  readonly unitsPerRead: number;
}

export type Verdict = { readonly kind: 'carries' } | { readonly kind: 'falls-short'; readonly why: readonly string[] };

/** An on-demand table starts with this (AWS, November 2024). */
const leastOnDemandUnits = 12_000;
/** Room for what the busiest minute hides. */
const margin = 1.5;

/** Can the table carry every read itself while they bridge from one cluster to the other? */
export function carries(tables: readonly ReadCapacity[], need: ReadNeed): Verdict {
  const why = tables.flatMap(({ name, readUnits = leastOnDemandUnits, isIndex }) => {
    const reads = isIndex ? need.queriesPerSecond : need.readsPerSecond;
    const needed = Math.ceil(reads * need.unitsPerRead * margin);
    return needed <= readUnits ? [] : [`${name} gives ${readUnits} read units/s, and ${needed} would be needed`];
  });
  return why.length === 0 ? { kind: 'carries' } : { kind: 'falls-short', why };
}
