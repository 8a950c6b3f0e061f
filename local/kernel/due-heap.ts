/** Something that is due at a virtual time. Equal times keep the order in which they came in. */
export interface Due {
  readonly dueMs: number;
  readonly sequence: number;
}

/** A binary heap of due things, earliest first. Cancelled entries are left in place and dropped when they come up. */
export class DueHeap<Entry extends Due> {
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  peek(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    const entries = this.#entries;
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = entries[parentAt] as Entry;
      if (!comesBefore(entry, parent)) {
        break;
      }
      entries[at] = parent;
      at = parentAt;
    }
    entries[at] = entry;
  }

  pop(): Entry | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (first === undefined || last === undefined || entries.length === 0) {
      return first;
    }
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= entries.length) {
        break;
      }
      const right = entries[childAt + 1];
      if (right !== undefined && comesBefore(right, entries[childAt] as Entry)) {
        childAt += 1;
      }
      const child = entries[childAt] as Entry;
      if (!comesBefore(child, last)) {
        break;
      }
      entries[at] = child;
      at = childAt;
    }
    entries[at] = last;
    return first;
  }

  clear(): void {
    this.#entries.length = 0;
  }
}

function comesBefore(a: Due, b: Due): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);
}
