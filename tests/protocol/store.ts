/**
 * The states that were visited, as fingerprints of 64 bits: some bytes for each, whatever its size. Two of a million states have the
 * same fingerprint with a probability below 10^-7.
 */
export class FingerprintStore {
  #slots = new Uint32Array(2 * 65_536);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(key: string): boolean {
    const [low, high] = fingerprint(key);
    return this.#slots[2 * this.#find(low, high)] !== 0;
  }

  /** False if it was there. */
  add(key: string): boolean {
    const [low, high] = fingerprint(key);
    const at = 2 * this.#find(low, high);
    if (this.#slots[at] !== 0) return false;
    this.#slots[at] = low;
    this.#slots[at + 1] = high;
    this.#size += 1;
    if (this.#size * 4 > this.#slots.length) this.#grow();
    return true;
  }

  #find(low: number, high: number): number {
    const mask = this.#slots.length / 2 - 1;
    let at = high & mask;
    while (this.#slots[2 * at] !== 0 && (this.#slots[2 * at] !== low || this.#slots[2 * at + 1] !== high)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(2 * old.length);
    for (let at = 0; at < old.length; at += 2) {
      const [low, high] = [old[at] ?? 0, old[at + 1] ?? 0];
      if (low === 0) continue;
      const free = 2 * this.#find(low, high);
      this.#slots[free] = low;
      this.#slots[free + 1] = high;
    }
  }
}

/** Two multiplicative hashes that feed on one another (the mixing steps are those of MurmurHash3). The first is never 0. */
function fingerprint(key: string): readonly [number, number] {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code ^ (low >>> 15), 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return [low >>> 0 || 1, high >>> 0];
}

/** For each state how it was first reached, so that the way to it can be told: eight bytes. */
export class Ways {
  #parents = new Int32Array(65_536);
  #moves = new Int32Array(65_536);
  #size = 0;

  /** The number of the state. */
  add(parent: number, move: number): number {
    if (this.#size === this.#parents.length) {
      this.#parents = doubled(this.#parents);
      this.#moves = doubled(this.#moves);
    }
    this.#parents[this.#size] = parent;
    this.#moves[this.#size] = move;
    this.#size += 1;
    return this.#size - 1;
  }

  /** From the first state, which has no parent. */
  movesTo(state: number): readonly number[] {
    const moves: number[] = [];
    for (let at = state; at > 0; at = this.#parents[at] ?? 0) moves.unshift(this.#moves[at] ?? 0);
    return moves;
  }
}

function doubled(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * numbers.length);
  more.set(numbers);
  return more;
}
