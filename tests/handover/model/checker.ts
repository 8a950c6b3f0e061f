import type { Serving } from './serving';
import { nameOf, viaOld } from './ways';
import { at, NOTHING, processesOf, type World } from './world';

/** What must not be, in this world as it is. */
export function wrong(serving: Serving, world: World): string | undefined {
  for (let index = 0; index < processesOf(world); index += 1) {
    const cluster = serving.readsOf(world, index);
    if (cluster === 0) continue;
    if (world[at.deleted] === cluster) return 'a process reads from a cluster that was deleted';
    const cached = world[cluster === viaOld ? at.cacheOld : at.cacheNew] as number;
    const acknowledged = world[at.acknowledged] as number;
    if (cached !== NOTHING && cached < acknowledged)
      return `stale read: ${nameOf(cluster)} holds version ${cached}, and a writer was told of ${acknowledged}`;
  }
  return undefined;
}

/** A world in which nothing is left to be done. */
export function isOver(world: World): boolean {
  return world[at.ended] !== 0;
}
