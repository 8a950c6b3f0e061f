/** What a table, or one of its indexes, can give. Units are read units per second. */
export interface ReadCapacity {
  /** `table`, or `table/index`. */
  readonly name: string;
  /** Warm throughput, or the provisioned units; absent: AWS does not tell. */
  readonly readUnits?: number;
  readonly isIndex: boolean;
  /** It is being changed. */
  readonly busy?: boolean;
}

export interface ReadNeed {
  /** Reads per second that the old cluster answers at its busiest. */
  readonly readsPerSecond: number;
  /** Of these, Query and Scan, which may go to any index. */
  readonly queriesPerSecond: number;
  readonly unitsPerRead: number;
}

/** What a table or an index would have to give. */
export interface ReadUnits {
  /** `table`, or `table/index`. */
  readonly name: string;
  readonly readUnits: number;
}

/** An on-demand table starts with this (AWS, November 2024). */
const leastOnDemandUnits = 12_000;
/** Room for what the busiest minute hides. */
const margin = 1.5;

/** What each would have to give to carry every read itself while they bridge from one cluster to the other. */
export const needed = (tables: readonly ReadCapacity[], need: ReadNeed): readonly ReadUnits[] =>
  tables.map(({ name, isIndex }) => ({
    name,
    readUnits: Math.ceil((isIndex ? need.queriesPerSecond : need.readsPerSecond) * need.unitsPerRead * margin),
  }));

/** Those that give less; none: the table carries the bridge. */
export const short = (tables: readonly ReadCapacity[], wanted: readonly ReadUnits[]): readonly ReadUnits[] =>
  wanted.filter(({ name, readUnits }) => {
    const found = tables.find((one) => one.name === name);
    return found !== undefined && readUnits > (found.readUnits ?? leastOnDemandUnits);
  });

export const shortText = (tables: readonly ReadCapacity[], missing: readonly ReadUnits[]): readonly string[] =>
  missing.map(({ name, readUnits }) => {
    const given = tables.find((one) => one.name === name)?.readUnits ?? leastOnDemandUnits;
    return `${name} gives ${given} read units/s, and ${readUnits} would be needed`;
  });
