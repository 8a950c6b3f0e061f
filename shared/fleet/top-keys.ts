interface Entry<About> {
  readonly key: string;
  readonly about: About;
  count: number;
  /** Its place in the heap. */
  at: number;
}

export interface TopKey<About> {
  readonly key: string;
  /** As given when the key was taken in. */
  readonly about: About;
  /** At least as often as it was seen, and by at most (all seen / capacity) more. */
  readonly count: number;
}

/**
 * The keys seen most often, in bounded memory: Space-Saving (Metwally, Agrawal, El Abbadi: "Efficient computation of frequent and top-k
 * elements in data streams", ICDT 2005). A key that is not held takes the place, and the count, of the one held that was seen least;
 * every key seen more often than (all seen / capacity) is held.
 */
export class TopKeys<About = undefined> {
  private readonly entries = new Map<string, Entry<About>>();
  /** The least count on top. */
  private readonly heap: Entry<About>[] = [];
  private all = 0;

  constructor(private readonly capacity: number) {}

  get seen(): number {
    return this.all;
  }

  see(key: string, about: () => About): void {
    this.all += 1;
    const known = this.entries.get(key);
    if (known !== undefined) {
      known.count += 1;
      this.sink(known);
      return;
    }
    const [least] = this.heap;
    if (this.heap.length < this.capacity || least === undefined) {
      const entry = { key, about: about(), count: 1, at: this.heap.length };
      this.heap.push(entry);
      this.entries.set(key, entry);
      this.rise(entry);
      return;
    }
    this.entries.delete(least.key);
    const entry = { key, about: about(), count: least.count + 1, at: 0 };
    this.heap[0] = entry;
    this.entries.set(key, entry);
    this.sink(entry);
  }

  /** Most seen first. */
  top(): readonly TopKey<About>[] {
    return this.heap
      .map(({ key, about, count }) => ({ key, about, count }))
      .sort((left, right) => right.count - left.count);
  }

  private rise(entry: Entry<About>): void {
    while (entry.at > 0) {
      const parent = this.heap[(entry.at - 1) >> 1] as Entry<About>;
      if (parent.count <= entry.count) return;
      this.swap(parent, entry);
    }
  }

  private sink(entry: Entry<About>): void {
    for (;;) {
      const left = this.heap[2 * entry.at + 1];
      if (left === undefined) return;
      const right = this.heap[2 * entry.at + 2];
      const least = right !== undefined && right.count < left.count ? right : left;
      if (entry.count <= least.count) return;
      this.swap(entry, least);
    }
  }

  private swap(one: Entry<About>, other: Entry<About>): void {
    const at = one.at;
    one.at = other.at;
    other.at = at;
    this.heap[one.at] = one;
    this.heap[other.at] = other;
  }
}
