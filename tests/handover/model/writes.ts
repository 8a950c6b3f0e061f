import type { Routes } from '../../../shared/handover';
import { touch } from './counters';
import type { Add } from './move';
import type { Serving } from './serving';
import type { Setting } from './setting';
import { around, nameOf, viaNew, viaOld, viaTable } from './ways';
import { at, CALL_SIZE, CALLS, call, life, of, processAt, type World } from './world';

/** Writes: sent, landed, cached, told of, given up. */
export class Writes {
  constructor(
    private readonly setting: Setting,
    private readonly serving: Serving,
  ) {}

  writes(world: World, index: number, add: Add): void {
    if ((world[at.writes] as number) === 0) return;
    const via = this.serving.writesOf(world, index);
    if (via === 0) return;
    const from = processAt(index);
    const slots = Array.from({ length: CALLS }, (_, slot) => from + of.calls + slot * CALL_SIZE);
    if (slots.some((begin) => world[begin] !== 0 && world[begin + call.givenUp] === 0)) return;
    const free = slots.find((begin) => world[begin] === 0);
    if (free === undefined) return;
    const begin = (next: number[], route: number) => {
      next[at.writes] = (next[at.writes] as number) - 1;
      next[free + call.via] = route;
      next[free + call.record] = next[from + of.record] as number;
      touch(this.setting, next, route, 'write');
    };
    add(
      () => `${this.serving.who(world, index)} sends a write through ${nameOf(via)}`,
      (next) => begin(next, via),
    );
    if (via === viaTable || (world[at.fallbacks] as number) === 0 || world[from + of.life] === life.literal) return;
    const routes = this.setting.records.routes[world[from + of.record] as number] as Routes;
    if (routes.writesAround || this.setting.subject.fallsBackInPhases)
      add(
        () => `${this.serving.who(world, index)} cannot reach ${nameOf(via)} and writes to the table`,
        (next) => {
          next[at.fallbacks] = (next[at.fallbacks] as number) - 1;
          begin(next, around);
        },
      );
  }

  travels(world: World, index: number, slot: number, add: Add): void {
    const begin = processAt(index) + of.calls + slot * CALL_SIZE;
    const via = world[begin + call.via] as number;
    if (via === 0) return;
    const stage = world[begin + call.stage] as number;
    const version = world[begin + call.version] as number;
    const givenUp = world[begin + call.givenUp] === 1;
    const route = nameOf(via);
    const over = (next: number[]) => next.fill(0, begin, begin + CALL_SIZE);
    const isLast = stage === (via === viaOld || via === viaNew ? 2 : 1);
    if (stage === 0)
      add(
        () => `the write through ${route} lands in the table as version ${(world[at.version] as number) + 1}`,
        (next) => {
          next[at.version] = (next[at.version] as number) + 1;
          next[begin + call.stage] = 1;
          touch(this.setting, next, via, 'write');
          next[begin + call.version] = next[at.version] as number;
        },
      );
    else if (!isLast) {
      add(
        () => `${route} caches version ${version}`,
        (next) => {
          const [cache, aged, through] =
            via === viaOld ? [at.cacheOld, at.agedOld, at.throughOld] : [at.cacheNew, at.agedNew, at.throughNew];
          next[begin + call.stage] = 2;
          // Within one cluster an older write does not overtake a newer one.
          if (version < (next[through] as number)) return;
          next[cache] = version;
          // The age is longer than a life in the cache by as much as a call can take.
          next[aged] = next[begin + call.aged] as number;
          next[through] = version;
        },
      );
      if ((world[at.crashes] as number) > 0)
        add(
          () => `the node of ${route} dies before it caches version ${version}`,
          (next) => {
            next[at.crashes] = (next[at.crashes] as number) - 1;
            over(next);
          },
        );
    }
    const dead = world[processAt(index) + of.life] === life.dead || world[processAt(index) + of.life] === life.absent;
    if (givenUp || dead) {
      if (isLast || stage === 0)
        add(
          () => (isLast ? `nobody waits for version ${version}` : `a given-up write through ${route} never lands`),
          over,
        );
      return;
    }
    if (isLast)
      add(
        () => `the writer is told of version ${version}`,
        (next) => {
          if (via !== around || this.setting.records.isBridge(world[begin + call.record] as number))
            next[at.acknowledged] = Math.max(next[at.acknowledged] as number, version);
          over(next);
        },
      );
    if ((world[at.givenUps] as number) > 0)
      add(
        () => `the write through ${route} is given up`,
        (next) => {
          next[at.givenUps] = (next[at.givenUps] as number) - 1;
          next[begin + call.givenUp] = 1;
        },
      );
  }
}
