import type { CachedValue, NodeCache } from '../cache/node-cache';

/** Something that happened to the cache entry of a key; without a value it was made invalid. */
export interface CacheChange {
  readonly key: string;
  readonly value: CachedValue | undefined;
  readonly sequence: number;
}

interface Member {
  readonly cache: NodeCache;
}

/**
 * Carries cache changes from the node where they happened to all nodes, a little later and in order, as DAX does. The node of origin gets its
 * own changes again: a change of another node that overtook them would else stay on top there for ever.
 */
export class Replication {
  private pending: CacheChange[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly members: () => readonly Member[],
    /** Wall-clock ms. */
    private readonly delayMs: number,
  ) {}

  /** Applies to `origin` at once and to the others after the delay. */
  publish(change: CacheChange, origin: Member): void {
    apply(change, origin.cache);
    const members = this.members();
    if (members.length === 1 && members[0] === origin) return;
    this.pending.push(change);
    this.timer ??= setTimeout(() => this.deliver(), this.delayMs);
  }

  stop(): void {
    if (this.timer !== undefined) clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = [];
  }

  private deliver(): void {
    this.timer = undefined;
    const changes = this.pending;
    this.pending = [];
    for (const { cache } of this.members()) for (const change of changes) apply(change, cache);
  }
}

function apply({ key, value, sequence }: CacheChange, cache: NodeCache): void {
  if (value === undefined) cache.remove(key, sequence);
  else cache.set(key, value);
}
