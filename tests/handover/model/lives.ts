import { type EndpointRecord, stepBetween } from '../../../shared/handover';
import type { FleetView } from './fleet-view';
import type { Add } from './move';
import type { Serving } from './serving';
import type { Setting } from './setting';
import { viaOld } from './ways';
import { at, life, NOTHING, of, processAt, type World } from './world';

/** Processes that start, join, adopt the record, are killed, lose the ledger. */
export class Lives {
  constructor(
    private readonly setting: Setting,
    private readonly serving: Serving,
    private readonly fleets: FleetView,
  ) {}

  lives(world: World, index: number, add: Add): void {
    const from = processAt(index);
    const state = world[from + of.life];
    const own = world[from + of.record] as number;
    const { record, recordId } = this.setting.records.of(world);
    const become = (next: number[], to: number, follows = own) => {
      next[from + of.life] = to;
      next[from + of.record] = follows;
      if (to !== life.unheard) next[from + of.warms] = 0;
    };
    if (world[from + of.fill] !== 0)
      add(
        () => `a slow read ends, and is cached`,
        (next) => {
          const via = next[from + of.fill] as number;
          const cache = via === viaOld ? at.cacheOld : at.cacheNew;
          const held = next[cache] as number;
          const found = Math.max(
            next[from + of.filled] as number,
            next[via === viaOld ? at.throughOld : at.throughNew] as number,
          );
          next[cache] = held === NOTHING ? found : Math.max(held, found);
          next[via === viaOld ? at.agedOld : at.agedNew] = next[from + of.fillAged] as number;
          next[from + of.fill] = 0;
          next[from + of.filled] = 0;
          next[from + of.fillRecord] = 0;
          next[from + of.fillAged] = 0;
        },
      );
    const { registersLate } = this.setting.subject;
    switch (state) {
      case life.absent:
        if (this.setting.scenario.joins || world[at.kills] !== this.setting.scenario.budget.kills)
          add(
            () => `a process starts and reads the record (phase ${record.phase})`,
            (next) => become(next, registersLate ? life.unregistered : life.joining, recordId),
          );
        return;
      case life.joining:
        add(
          () => `${this.serving.who(world, index)} registers`,
          (next) => become(next, life.registered),
        );
        return;
      case life.registered:
        add(
          () => `${this.serving.who(world, index)} reads the record again (phase ${record.phase}) and serves`,
          (next) => become(next, life.up, recordId),
        );
        return;
      case life.unregistered:
        add(
          () => `${this.serving.who(world, index)} registers`,
          (next) => become(next, life.up),
        );
        return;
      case life.up: {
        if (own !== recordId) {
          const step = stepBetween(this.setting.records.records[own] as EndpointRecord, record);
          const follows = step.kind === 'step' || this.setting.subject.followsJumps;
          add(
            () =>
              `${this.serving.who(world, index)} adopts phase ${record.phase}${record.hold ? ' (writes held)' : ''}`,
            (next) => become(next, life.up, recordId),
            follows || step.kind !== 'refused' ? undefined : `a process refuses the record: ${step.why}`,
          );
        }
        if (
          this.setting.scenario.warmers &&
          own === recordId &&
          world[at.warming] !== 0 &&
          world[from + of.warms] === 0
        )
          add(
            () => `${this.serving.who(world, index)} sees that new may be warmed`,
            (next) => {
              next[from + of.warms] = 1;
            },
          );
        if ((world[at.kills] as number) > 0)
          add(
            () => `${this.serving.who(world, index)} is killed`,
            (next) => {
              next[at.kills] = (next[at.kills] as number) - 1;
              become(next, life.dead);
            },
          );
        if ((world[at.losses] as number) > 0)
          add(
            () => `${this.serving.who(world, index)} loses the ledger, and its lease ends`,
            (next) => {
              next[at.losses] = (next[at.losses] as number) - 1;
              become(next, life.unheard);
            },
          );
        return;
      }
      case life.dead: {
        const isOver = this.fleets.earlier(world, from, Number.POSITIVE_INFINITY);
        if (this.setting.subject.goodbyeAtOnce || isOver.open + isOver.givenUp === 0)
          add(
            () => 'the lease of a killed process ends',
            (next) => become(next, life.absent, 0),
          );
        return;
      }
      case life.unheard:
        add(
          () => `${this.serving.who(world, index)} finds the ledger again, and joins anew`,
          (next) => become(next, life.joining, recordId),
        );
        return;
      default:
        return;
    }
  }
}
