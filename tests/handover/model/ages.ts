import { at, CALL_SIZE, CALLS, call, NOTHING, of, processAt, processesOf, type World } from './world';

/** Notes what is on its way now. */
export function age(world: number[], aged: 0 | 1): void {
  for (let index = 0; index < processesOf(world); index += 1) {
    const from = processAt(index);
    for (let slot = 0; slot < CALLS; slot += 1) {
      const begin = from + of.calls + slot * CALL_SIZE;
      world[begin + call.aged] = world[begin + call.via] === 0 ? 0 : aged;
    }
    world[from + of.fillAged] = world[from + of.fill] === 0 ? 0 : aged;
  }
}

/** No call takes as long as an item lives in a cache. */
export function hasAged(world: World): boolean {
  for (let index = 0; index < processesOf(world); index += 1) {
    const from = processAt(index);
    if (world[from + of.fillAged] === 1) return true;
    for (let slot = 0; slot < CALLS; slot += 1)
      if (world[from + of.calls + slot * CALL_SIZE + call.aged] === 1) return true;
  }
  return false;
}

export function elapse(world: number[], gate: string): void {
  world[at.elapsed] = 1;
  world[at.replica] = Math.max(world[at.replica] as number, world[at.sealed] as number);
  if (gate !== 'new-aged' && gate !== 'old-aged') return;
  for (const [aged, cache] of [
    [at.agedOld, at.cacheOld],
    [at.agedNew, at.cacheNew],
  ] as const) {
    if (world[aged] === 1) world[cache] = NOTHING;
    world[aged] = 0;
  }
}
