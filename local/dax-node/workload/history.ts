/** A value is the number of the write that made it; null: the item is absent. */
export type Value = number | null;

export interface Write {
  readonly value: Value;
  readonly through: 'dax' | 'around';
  readonly startMs: number;
  /** Infinity while it is under way. */
  endMs: number;
  /** Virtual time at its end. */
  endVirtualMs: number;
}

export interface Read {
  readonly value: Value;
  readonly startMs: number;
  readonly endMs: number;
  readonly startVirtualMs: number;
}

export interface Bounds {
  /** Wall-clock ms after which a write through the cluster is in (or gone from) the cache of every node. */
  readonly settleMs: number;
  readonly recordTtlMs: number;
  readonly queryTtlMs: number;
}

/** All writes of one key, and what a read may return given them: what AWS says of DAX's consistency, as a predicate. */
export class KeyHistory {
  /** Absent before anything was written. */
  private writes: Write[] = [
    {
      value: null,
      through: 'around',
      startMs: Number.NEGATIVE_INFINITY,
      endMs: Number.NEGATIVE_INFINITY,
      endVirtualMs: Number.NEGATIVE_INFINITY,
    },
  ];
  private readonly seen = new Set<Value>();

  begin(value: Value, through: Write['through'], startMs: number): Write {
    const write: Write = {
      value,
      through,
      startMs,
      endMs: Number.POSITIVE_INFINITY,
      endVirtualMs: Number.POSITIVE_INFINITY,
    };
    this.writes.push(write);
    return write;
  }

  end(write: Write, endMs: number, virtualMs: number): void {
    write.endMs = endMs;
    write.endVirtualMs = virtualMs;
  }

  /** The write was refused. Returns a complaint if a read has shown its value all the same. */
  withdraw(write: Write): string | undefined {
    this.writes = this.writes.filter((kept) => kept !== write);
    return write.value !== null && this.seen.has(write.value)
      ? `a read returned ${write.value}, which was never written`
      : undefined;
  }

  /** Undefined if the read is right; else why it is not. */
  judge(kind: 'eventual' | 'strong' | 'query', read: Read, bounds: Bounds): string | undefined {
    this.seen.add(read.value);
    const sources = this.writes.filter((write) => write.value === read.value && write.startMs <= read.endMs);
    if (sources.length === 0) return `${kind} read of ${read.value}: nothing that was written before`;
    if (sources.some((source) => this.replacedBy(kind, source, read, bounds) === undefined)) return undefined;
    const [last] = sources.slice(-1);
    const by = last === undefined ? undefined : this.replacedBy(kind, last, read, bounds);
    return `${kind} read of ${read.value} at ${read.startMs.toFixed(1)}: replaced by ${by?.value} (${by?.through}, ended ${by?.endMs.toFixed(1)})`;
  }

  /** A later write that the read must not be older than. */
  private replacedBy(
    kind: 'eventual' | 'strong' | 'query',
    source: Write,
    read: Read,
    bounds: Bounds,
  ): Write | undefined {
    return this.writes.find(
      (later) => later.startMs > source.endMs && later.endMs < read.startMs && mustShow(kind, later, read, bounds),
    );
  }
}

function mustShow(kind: 'eventual' | 'strong' | 'query', later: Write, read: Read, bounds: Bounds): boolean {
  if (kind === 'strong') return true;
  const ageMs = read.startVirtualMs - later.endVirtualMs;
  if (kind === 'query') return ageMs >= bounds.queryTtlMs;
  if (later.through === 'dax' && read.startMs - later.endMs > bounds.settleMs) return true;
  return ageMs >= bounds.recordTtlMs;
}
