import { recordOf } from '../../../shared/handover';
import type { Scenario, Subject } from '../scenario';
import { Caches } from './caches';
import { Canonical } from './canonical';
import { isOver, wrong } from './checker';
import { Controller } from './controller';
import { ControllerView } from './controller-view';
import { FleetView } from './fleet-view';
import { Lives } from './lives';
import type { Add, Move } from './move';
import { Reads } from './reads';
import { Serving } from './serving';
import { Setting } from './setting';
import { at, CALLS, life, NOTHING, PROCESS_SIZE, processesOf, type World } from './world';
import { Writes } from './writes';

/** Everything that can happen next. Who serves what, who may follow what and what the controller does is asked of the real code. */
export class Model {
  private readonly setting: Setting;
  private readonly serving: Serving;
  private readonly canonical: Canonical;
  private readonly controller: Controller;
  private readonly caches: Caches;
  private readonly reads: Reads;
  private readonly lives: Lives;
  private readonly writes: Writes;

  constructor(scenario: Scenario, subject: Subject = {}) {
    const setting = new Setting(scenario, subject);
    const serving = new Serving(setting);
    const fleets = new FleetView(setting);
    this.setting = setting;
    this.serving = serving;
    this.canonical = new Canonical(setting);
    this.controller = new Controller(setting, serving, new ControllerView(setting, fleets), fleets);
    this.caches = new Caches(setting, serving);
    this.reads = new Reads(setting, serving);
    this.lives = new Lives(setting, serving, fleets);
    this.writes = new Writes(setting, serving);
  }

  first(): World {
    const { budget, followers, joins, literal } = this.setting.scenario;
    const record = recordOf('old', {
      target: 't',
      epoch: 1,
      itemTtlMs: this.setting.itemTtlMs,
      ...this.setting.clusters,
    });
    const world: number[] = Array.from({ length: at.processes }, () => 0);
    world[at.record] = this.setting.records.controlledId(record, undefined);
    world[at.cacheOld] = NOTHING;
    world[at.cacheNew] = NOTHING;
    world[at.emptyNew] = 1;
    world[at.writes] = budget.writes;
    world[at.givenUps] = budget.givenUps;
    world[at.crashes] = budget.crashes;
    world[at.kills] = budget.kills;
    world[at.fallbacks] = budget.fallbacks;
    world[at.slowReads] = budget.slowReads;
    world[at.losses] = budget.losses;
    world[at.attempts] = budget.attempts;
    world[at.turns] = budget.turns;
    const one = (state: number) => [state, this.setting.records.recordId(record), ...Array(PROCESS_SIZE - 2).fill(0)];
    for (let n = 0; n < followers; n += 1) world.push(...one(life.up));
    if (joins) world.push(...one(life.absent).fill(0, 1));
    if (literal) world.push(...one(life.literal));
    return this.canonical.of(world);
  }

  moves(world: World): readonly Move[] {
    const moves: Move[] = [];
    const add: Add = (text, change, violation) => {
      const next = [...world];
      change(next);
      moves.push({ text, world: this.canonical.of(next), ...(violation === undefined ? {} : { violation }) });
    };
    this.controller.control(world, add);
    this.caches.time(world, add);
    this.reads.reads(world, add);
    for (let index = 0; index < processesOf(world); index += 1) {
      this.lives.lives(world, index, add);
      this.writes.writes(world, index, add);
      for (let slot = 0; slot < CALLS; slot += 1) this.writes.travels(world, index, slot, add);
    }
    return moves;
  }

  isOver(world: World): boolean {
    return isOver(world);
  }

  /** What must not be, in this world as it is. */
  wrong(world: World): string | undefined {
    return wrong(this.serving, world);
  }
}
