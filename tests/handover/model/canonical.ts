import { Forgotten } from './forgotten';
import type { Setting } from './setting';
import { renumbered } from './versions';
import { CALL_SIZE, of, PROCESS_SIZE, processAt, processesOf, type World } from './world';

/** Equal for what differs in nothing that matters: one world stands for all of them. */
export class Canonical {
  private readonly forgotten: Forgotten;

  constructor(setting: Setting) {
    this.forgotten = new Forgotten(setting);
  }

  of(world: number[]): World {
    this.forgotten.forget(world);
    renumbered(world);
    return sorted(world);
  }
}

/** Processes that differ in nothing but their place are interchangeable, and so are the calls of one. */
function sorted(world: number[]): World {
  const count = processesOf(world);
  for (let index = 0; index < count; index += 1) {
    const begin = processAt(index) + of.calls;
    if (isLess(world, begin, begin + CALL_SIZE, CALL_SIZE)) swap(world, begin, begin + CALL_SIZE, CALL_SIZE);
  }
  for (let index = 1; index < count; index += 1)
    for (let other = index; other > 0; other -= 1) {
      const [left, right] = [processAt(other - 1), processAt(other)];
      if (!isLess(world, right, left, PROCESS_SIZE)) break;
      swap(world, left, right, PROCESS_SIZE);
    }
  return world;
}

function isLess(world: readonly number[], left: number, right: number, size: number): boolean {
  for (let index = 0; index < size; index += 1) {
    const difference = (world[left + index] as number) - (world[right + index] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function swap(world: number[], left: number, right: number, size: number): void {
  for (let index = 0; index < size; index += 1) {
    const kept = world[left + index] as number;
    world[left + index] = world[right + index] as number;
    world[right + index] = kept;
  }
}
