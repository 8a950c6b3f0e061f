/** What a node holds of one item, or of one answer to a query or scan. Never changed, so that nodes can share it. */
export interface CachedValue {
  /** The whole answer to a plain GetItem or to the query, one character per byte: sent as it is on a hit. */
  readonly reply: string;
  /** `absent`: DynamoDB has no such item. */
  readonly kind: 'item' | 'absent' | 'query' | 'scan';
  /** Virtual ms. */
  readonly storedAtMs: number;
  /** Order of what happened in the cluster: an older value never replaces a newer one. */
  readonly sequence: number;
}

interface Entry {
  readonly key: string;
  readonly bytes: number;
  value: CachedValue;
  newer: Entry | undefined;
  older: Entry | undefined;
}

export interface CacheSettings {
  readonly limitBytes: number;
  /** Virtual ms; 0: items never expire. */
  recordTtlMs(): number;
  /** Virtual ms; 0: queries and scans are not cached (the caller does not store them). */
  queryTtlMs(): number;
  now(): number;
  /** Bytes that are never given back, beside the cached values. */
  fixedBytes(): number;
}

/** What an entry costs beside its key and its value: measured on Node 20 (bench/dax-node), AWS gives no figure. */
export const ENTRY_OVERHEAD_BYTES = 208;
/** DAX evicts before its memory is full. */
export const EVICT_ABOVE = 0.95;
/** Cold entries that are looked at per sweep. */
const SWEEP_ENTRIES = 20_000;

/** The item cache and the query cache of one node: one memory, one order of use, two lifetimes. */
export class NodeCache {
  private readonly entries = new Map<string, Entry>();
  private newest: Entry | undefined;
  private oldest: Entry | undefined;
  private liveBytes = 0;
  evictedBytes = 0;
  evictedCount = 0;

  constructor(private readonly settings: CacheSettings) {}

  get size(): number {
    return this.entries.size;
  }

  /** Bytes of keys, values and overhead, and what is never given back. */
  get bytes(): number {
    return this.liveBytes + this.settings.fixedBytes();
  }

  /** 0 to 1, and above where what cannot be evicted is more than the memory. */
  get fill(): number {
    return this.bytes / this.settings.limitBytes;
  }

  get(key: string): CachedValue | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (this.expired(entry)) {
      this.drop(entry);
      return undefined;
    }
    if (entry !== this.newest) {
      this.unlink(entry);
      this.linkNewest(entry);
    }
    return entry.value;
  }

  /** Stores unless something newer is there, or it is larger than the whole cache. */
  set(key: string, value: CachedValue): void {
    const present = this.entries.get(key);
    if (present !== undefined) {
      if (present.value === value || present.value.sequence > value.sequence) return;
      this.drop(present);
    }
    const bytes = key.length + value.reply.length + ENTRY_OVERHEAD_BYTES;
    if (bytes + this.settings.fixedBytes() > this.settings.limitBytes * EVICT_ABOVE) return;
    const entry: Entry = { key, bytes, value, newer: undefined, older: undefined };
    this.entries.set(key, entry);
    this.liveBytes += bytes;
    this.linkNewest(entry);
    this.makeRoom();
  }

  /** Removes what is not newer than `sequence`. */
  remove(key: string, sequence: number): void {
    const entry = this.entries.get(key);
    if (entry !== undefined && entry.value.sequence <= sequence) this.drop(entry);
  }

  removeWhere(matches: (key: string) => boolean): void {
    for (const entry of [...this.entries.values()]) if (matches(entry.key)) this.drop(entry);
  }

  /** Takes over another node's entries in their order of use. */
  copyFrom(other: NodeCache): void {
    for (let entry = other.oldest; entry !== undefined; entry = entry.newer) this.set(entry.key, entry.value);
  }

  /** Gives back the memory of expired entries that nobody asks for. */
  sweep(): void {
    let entry = this.oldest;
    for (let looked = 0; entry !== undefined && looked < SWEEP_ENTRIES; looked += 1) {
      const next: Entry | undefined = entry.newer;
      if (this.expired(entry)) this.drop(entry);
      entry = next;
    }
  }

  clear(): void {
    this.entries.clear();
    this.newest = undefined;
    this.oldest = undefined;
    this.liveBytes = 0;
  }

  private expired({ value }: Entry): boolean {
    const ofItem = value.kind === 'item' || value.kind === 'absent';
    const ttlMs = ofItem ? this.settings.recordTtlMs() : this.settings.queryTtlMs();
    if (ttlMs === 0) return !ofItem;
    return this.settings.now() - value.storedAtMs >= ttlMs;
  }

  private makeRoom(): void {
    const limit = this.settings.limitBytes * EVICT_ABOVE - this.settings.fixedBytes();
    while (this.liveBytes > limit && this.oldest !== undefined) {
      const entry = this.oldest;
      if (!this.expired(entry)) {
        this.evictedBytes += entry.bytes;
        this.evictedCount += 1;
      }
      this.drop(entry);
    }
  }

  private drop(entry: Entry): void {
    this.unlink(entry);
    this.entries.delete(entry.key);
    this.liveBytes -= entry.bytes;
  }

  private linkNewest(entry: Entry): void {
    entry.older = this.newest;
    if (this.newest !== undefined) this.newest.newer = entry;
    this.newest = entry;
    this.oldest ??= entry;
  }

  private unlink(entry: Entry): void {
    if (entry.newer === undefined) this.newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === undefined) this.oldest = entry.newer;
    else entry.older.newer = entry.newer;
    entry.newer = undefined;
    entry.older = undefined;
  }
}
