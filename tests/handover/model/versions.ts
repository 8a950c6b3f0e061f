import { at, CALL_SIZE, CALLS, call, NOTHING, of, processAt, processesOf, type World } from './world';

/** Where versions stand that have been compared with others; the rest are set by whoever holds none. */
const always = [at.version, at.replica, at.acknowledged] as const;
const caches = [at.cacheOld, at.cacheNew] as const;
const floors = [at.throughOld, at.throughNew, at.sealed] as const;

/**
 * Versions are only ever compared, so what counts is their order: they are numbered anew without gaps. All that are older than what a
 * writer was told of are stale alike, as long as none of them is still to be cached (there the older one gives way).
 */
export function renumbered(world: number[]): void {
  const places: number[] = [...always];
  for (const place of caches) if (world[place] !== NOTHING) places.push(place);
  const [stale, more] = inProcesses(world);
  places.push(...more);
  forgetFloors(world, stale);
  for (const place of floors) if (world[place] !== 0) places.push(place);

  const known = world[at.acknowledged] as number;
  let present = 0;
  const collapse = stale.every((version) => version >= known);
  const seen = (version: number) => (collapse && version < known ? 0 : version);
  for (const place of places) present |= 1 << seen(world[place] as number);
  for (const place of places) world[place] = below(present, seen(world[place] as number));
}

/** Versions that are in the table and not yet in their cache, and the places of all versions that calls and slow reads hold. */
function inProcesses(world: World): readonly [readonly number[], readonly number[]] {
  const uncached: number[] = [];
  const places: number[] = [];
  for (let index = 0; index < processesOf(world); index += 1) {
    const from = processAt(index);
    if (world[from + of.fill] !== 0) places.push(from + of.filled);
    for (let slot = 0; slot < CALLS; slot += 1) {
      const begin = from + of.calls + slot * CALL_SIZE;
      if (world[begin + call.via] === 0 || world[begin + call.stage] === 0) continue;
      places.push(begin + call.version);
      if (world[begin + call.stage] === 1) uncached.push(world[begin + call.version] as number);
    }
  }
  return [uncached, places];
}

/** What a cluster or a replica never goes back before says nothing where replicas have come that far and nothing older is on its way. */
function forgetFloors(world: number[], uncached: readonly number[]): void {
  const replica = world[at.replica] as number;
  if ((world[at.sealed] as number) <= replica) world[at.sealed] = 0;
  let oldest = replica;
  for (const version of uncached) oldest = Math.min(oldest, version);
  for (let index = 0; index < processesOf(world); index += 1) {
    const from = processAt(index);
    if (world[from + of.fill] !== 0) oldest = Math.min(oldest, world[from + of.filled] as number);
  }
  for (const through of [at.throughOld, at.throughNew]) if ((world[through] as number) <= oldest) world[through] = 0;
}

/** How many of the present versions are older. */
function below(present: number, version: number): number {
  let count = 0;
  for (let bits = present & ((1 << version) - 1); bits !== 0; bits &= bits - 1) count += 1;
  return count;
}
