import type { World } from './model/world';

const CHUNK_STATES = 1 << 15;

/** All states that were found, as rows of bytes in the order in which they were found, with an exact look-up by open addressing. */
export class StateSet {
  private readonly chunks: Uint8Array[] = [];
  private places = new Int32Array(1 << 12).fill(-1);
  private hashes = new Int32Array(1 << 12);
  private count = 0;

  /** `width`: numbers of a state, each from 0 to 255. */
  constructor(private readonly width: number) {}

  get size(): number {
    return this.count;
  }

  /** The number of the state; `size` before the call if it is new. */
  add(world: World): number {
    if (2 * this.count >= this.places.length) this.grow();
    const hash = this.hashOf(world);
    const mask = this.places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const id = this.places[place] as number;
      if (id < 0) {
        this.places[place] = this.count;
        this.hashes[place] = hash;
        this.write(world);
        return this.count - 1;
      }
      if (this.hashes[place] === hash && this.holds(id, world)) return id;
    }
  }

  at(id: number): World {
    const chunk = this.chunks[Math.floor(id / CHUNK_STATES)] as Uint8Array;
    const from = (id % CHUNK_STATES) * this.width;
    const world: number[] = [];
    for (let at = from; at < from + this.width; at += 1) world.push(chunk[at] as number);
    return world;
  }

  private holds(id: number, world: World): boolean {
    const chunk = this.chunks[Math.floor(id / CHUNK_STATES)] as Uint8Array;
    const from = (id % CHUNK_STATES) * this.width;
    for (let at = 0; at < this.width; at += 1) if (chunk[from + at] !== world[at]) return false;
    return true;
  }

  private write(world: World): void {
    const inChunk = this.count % CHUNK_STATES;
    if (inChunk === 0) this.chunks.push(new Uint8Array(CHUNK_STATES * this.width));
    const chunk = this.chunks[this.chunks.length - 1] as Uint8Array;
    for (let at = 0; at < this.width; at += 1) {
      const value = world[at] as number;
      if (value > 255 || world.length !== this.width)
        throw new Error(`a state has ${value} at ${at} of ${world.length}`);
      chunk[inChunk * this.width + at] = value;
    }
    this.count += 1;
  }

  /** FNV-1a. */
  private hashOf(world: World): number {
    let hash = 0x811c9dc5;
    for (let at = 0; at < this.width; at += 1) hash = Math.imul(hash ^ (world[at] as number), 0x01000193);
    return hash ^ (hash >>> 15);
  }

  private grow(): void {
    const { places, hashes } = this;
    this.places = new Int32Array(2 * places.length).fill(-1);
    this.hashes = new Int32Array(2 * places.length);
    const mask = this.places.length - 1;
    for (const [at, id] of places.entries()) {
      if (id < 0) continue;
      const hash = hashes[at] as number;
      let place = hash & mask;
      while ((this.places[place] as number) >= 0) place = (place + 1) & mask;
      this.places[place] = id;
      this.hashes[place] = hash;
    }
  }
}
