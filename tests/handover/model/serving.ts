import type { EndpointRecord, Routes } from '../../../shared/handover';
import type { Setting } from './setting';
import { viaNew, viaOld, viaTable } from './ways';
import { CALL_SIZE, CALLS, call, life, of, processAt, processesOf, type World } from './world';

/** Which process sends its calls where; asked of the real routes. */
export class Serving {
  constructor(private readonly setting: Setting) {}

  readsOf(world: World, index: number): number {
    const from = processAt(index);
    const state = world[from + of.life];
    if (state === life.literal) return this.setting.scenario.literal === 'reads' ? viaOld : 0;
    if (state !== life.up && state !== life.unregistered && state !== life.unheard) return 0;
    return this.via((this.setting.records.routes[world[from + of.record] as number] as Routes).reads);
  }

  writesOf(world: World, index: number): number {
    const from = processAt(index);
    const state = world[from + of.life];
    if (state === life.literal) return viaOld;
    if (state !== life.up && state !== life.unregistered && state !== life.unheard) return 0;
    const { writes, writesHeld } = this.setting.records.routes[world[from + of.record] as number] as Routes;
    if (writesHeld && !this.setting.subject.ignoresHold) return 0;
    return this.via(writes) || viaTable;
  }

  private via(name: string | null): number {
    if (name === null) return 0;
    return name === 'a' ? viaOld : viaNew;
  }

  who(world: World, index: number): string {
    const from = processAt(index);
    if (world[from + of.life] === life.literal) return 'the one that never follows';
    const record = this.setting.records.records[world[from + of.record] as number] as EndpointRecord;
    return `a process in phase ${record.phase}${record.hold ? ' (writes held)' : ''}`;
  }

  /** Something is on its way through the cluster, or somebody who does not follow keeps it busy. */
  busy(world: World, via: number, what: 'reads' | 'writes' | 'requests'): boolean {
    for (let index = 0; index < processesOf(world); index += 1) {
      const from = processAt(index);
      const state = world[from + of.life];
      const active = state === life.unheard || state === life.literal;
      if (what !== 'writes') {
        if (world[from + of.fill] === via) return true;
        if (active && this.readsOf(world, index) === via) return true;
      }
      if (what === 'reads') continue;
      if (active && this.writesOf(world, index) === via) return true;
      for (let slot = 0; slot < CALLS; slot += 1)
        if (world[from + of.calls + slot * CALL_SIZE + call.via] === via) return true;
    }
    return false;
  }

  users(world: World, via: number): boolean {
    if (this.busy(world, via, 'requests')) return true;
    for (let index = 0; index < processesOf(world); index += 1)
      if (this.readsOf(world, index) === via || this.writesOf(world, index) === via) return true;
    return false;
  }

  anyReadsTable(world: World): boolean {
    return Array.from({ length: processesOf(world) }, (_, index) => index).some((index) => {
      const serves = world[processAt(index) + of.life] === life.up;
      return serves && this.readsOf(world, index) === 0;
    });
  }
}
