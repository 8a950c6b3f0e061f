import { askedOf } from './asked';
import { isOver } from './checker';
import { counters, touch } from './counters';
import type { Add } from './move';
import type { Serving } from './serving';
import type { Setting } from './setting';
import { nameOf, viaNew, viaOld } from './ways';
import { at, NOTHING, type World } from './world';

/** Moves of caches, replicas and counters, and warming. */
export class Caches {
  constructor(
    private readonly setting: Setting,
    private readonly serving: Serving,
  ) {}

  time(world: World, add: Add): void {
    if (world[at.replica] !== world[at.version])
      add(
        () => 'the replica catches up',
        (next) => {
          next[at.replica] = next[at.version] as number;
        },
      );
    for (const [name, cache, aged] of [
      ['old', at.cacheOld, at.agedOld],
      ['new', at.cacheNew, at.agedNew],
    ] as const) {
      if (world[cache] !== NOTHING)
        add(
          () => `${name} evicts the item`,
          (next) => {
            next[cache] = NOTHING;
            next[aged] = 0;
          },
        );
    }
    const asked = askedOf(this.setting, world);
    const sealed = this.setting.records.of(world).journal?.sealedAtMs !== undefined;
    for (const { flag, via, what, gates } of counters) {
      const isAsked = gates.some((gate) => asked.has(gate)) || (what === 'requests' && isOver(world));
      if (!isAsked || !sealed || world[flag] === 1 || this.serving.busy(world, via, what)) continue;
      add(
        () => `three datapoints of ${nameOf(via)} without ${what}`,
        (next) => {
          next[flag] = 1;
          // Minutes after the last write that is counted here no replica is behind it.
          const through = next[via === viaOld ? at.throughOld : at.throughNew] as number;
          if (what !== 'reads') next[at.replica] = Math.max(next[at.replica] as number, through);
        },
      );
    }
    if (
      asked.has('new-unused') &&
      world[at.emptyNew] === 0 &&
      !this.serving.busy(world, viaNew, 'requests') &&
      this.setting.itemTtlMs > 0
    )
      add(
        () => 'new is without requests until it has forgotten all',
        (next) => {
          next[at.emptyNew] = 1;
          next[at.cacheNew] = NOTHING;
        },
      );
    if (world[at.warming] === 1) {
      this.warm(world, add);
      add(
        () => 'warming is over',
        (next) => {
          next[at.warming] = 2;
        },
      );
    }
    if (this.setting.subject.warmsAnyTime && world[at.warming] !== 1 && !isOver(world)) this.warm(world, add);
  }

  private warm(world: World, add: Add): void {
    if (world[at.cacheNew] === NOTHING)
      add(
        () => 'new is warmed with the item',
        (next) => {
          next[at.cacheNew] = Math.max(next[at.replica] as number, next[at.throughNew] as number);
          next[at.agedNew] = 0;
          touch(this.setting, next, viaNew, 'read');
        },
      );
  }
}
