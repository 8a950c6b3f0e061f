import { fillOf, touch } from './counters';
import type { Add } from './move';
import type { Serving } from './serving';
import type { Setting } from './setting';
import { nameOf, viaNew, viaOld } from './ways';
import { at, CALL_SIZE, CALLS, call, NOTHING, of, processAt, processesOf, type World } from './world';

/** Reads, as far as they fill a cache or tell somebody of a version. */
export class Reads {
  constructor(
    private readonly setting: Setting,
    private readonly serving: Serving,
  ) {}

  reads(world: World, add: Add): void {
    const seen = world[at.replica] as number;
    const news = seen > (world[at.acknowledged] as number);
    if (
      this.setting.scenario.seenCounts &&
      news &&
      this.serving.anyReadsTable(world) &&
      !this.isWrittenThrough(world, seen)
    )
      add(
        () => `a process reads version ${seen} from the table`,
        (next) => {
          next[at.acknowledged] = seen;
        },
      );
    for (const via of [viaOld, viaNew]) {
      const cache = via === viaOld ? at.cacheOld : at.cacheNew;
      if (world[cache] !== NOTHING) continue;
      const readers = Array.from({ length: processesOf(world) }, (_, index) => index).filter(
        (index) =>
          this.serving.readsOf(world, index) === via || (via === viaNew && world[processAt(index) + of.warms] === 1),
      );
      const [reader] = readers;
      if (reader === undefined) continue;
      add(
        () => `${this.serving.who(world, reader)} reads through ${nameOf(via)}, which caches what it finds`,
        (next) => {
          next[cache] = fillOf(next, via);
          next[via === viaOld ? at.agedOld : at.agedNew] = 0;
          touch(this.setting, next, via, 'read');
        },
      );
      if ((world[at.slowReads] as number) === 0) continue;
      for (const index of readers) {
        const from = processAt(index);
        if (world[from + of.fill] !== 0) continue;
        add(
          () => `${this.serving.who(world, index)} reads through ${nameOf(via)}, slowly`,
          (next) => {
            next[at.slowReads] = (next[at.slowReads] as number) - 1;
            next[from + of.fill] = via;
            next[from + of.filled] = fillOf(next, via);
            next[from + of.fillRecord] = next[from + of.record] as number;
            touch(this.setting, next, via, 'read');
          },
        );
      }
    }
  }

  /** Until a write is through its cluster, table and cache differ as they do without a hand-over. */
  private isWrittenThrough(world: World, version: number): boolean {
    for (let index = 0; index < processesOf(world); index += 1)
      for (let slot = 0; slot < CALLS; slot += 1) {
        const begin = processAt(index) + of.calls + slot * CALL_SIZE;
        const throughCluster = world[begin + call.via] === viaOld || world[begin + call.via] === viaNew;
        if (throughCluster && world[begin + call.stage] === 1 && world[begin + call.version] === version) return true;
      }
    return false;
  }
}
