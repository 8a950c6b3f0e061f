import type { EndpointRecord } from '../../../shared/handover';
import { askedOf } from './asked';
import { isOver } from './checker';
import { counters } from './counters';
import type { Setting } from './setting';
import { around, viaNew, viaOld } from './ways';
import { at, CALL_SIZE, CALLS, call, life, of, processAt, processesOf, type World } from './world';

/** What of a world can make a difference later, by its record and journal and whether it is over. */
interface Matters {
  readonly used: { readonly old: boolean; readonly new: boolean };
  readonly unused: boolean;
  readonly ages: boolean;
}

/** Sets to 0 what no move and no look of the controller asks for before it is set anew. */
export class Forgotten {
  private readonly known = new Map<number, Matters>();

  constructor(private readonly setting: Setting) {}

  forget(world: number[]): void {
    const { used, unused, ages } = this.matters(world);
    if (!used.old) world[at.usedOld] = 0;
    if (!used.new) world[at.usedNew] = 0;
    if (!unused) world[at.emptyNew] = 0;
    if (!ages || world[at.elapsed] === 1) forgetAges(world);
    this.forgetRecords(world);
    forgetFaults(world, this.setting.scenario.budget.attempts > 0);
  }

  private matters(world: World): Matters {
    const over = isOver(world);
    const key = 2 * (world[at.record] as number) + (over ? 1 : 0);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const asked = askedOf(this.setting, world);
    const counts = (via: number) =>
      over || counters.some((one) => one.via === via && one.gates.some((gate) => asked.has(gate)));
    const { journal } = this.setting.records.of(world);
    const again = this.setting.scenario.budget.attempts > 0;
    const found = {
      used: { old: counts(viaOld), new: counts(viaNew) },
      unused: again || journal === undefined || asked.has('new-unused'),
      ages: journal?.sealedAtMs !== undefined && (asked.has('new-aged') || asked.has('old-aged')),
    };
    this.known.set(key, found);
    return found;
  }

  /** Of a call that was begun under an earlier record only that it was is asked; of one around DAX also whether reads were bridged then. */
  private forgetRecords(world: number[]): void {
    for (let index = 0; index < processesOf(world); index += 1) {
      const from = processAt(index);
      const state = world[from + of.life];
      // Whoever comes next in its place follows another record.
      if (state === life.absent || state === life.dead || state === life.literal) continue;
      const { epoch } = this.recordAt(world[from + of.record] as number);
      const isEarlier = (record: number) => this.recordAt(record).epoch < epoch;
      if (world[from + of.fill] !== 0 && isEarlier(world[from + of.fillRecord] as number))
        world[from + of.fillRecord] = 0;
      for (let slot = 0; slot < CALLS; slot += 1) {
        const begin = from + of.calls + slot * CALL_SIZE;
        const via = world[begin + call.via];
        if (via !== 0 && via !== around && isEarlier(world[begin + call.record] as number))
          world[begin + call.record] = 0;
      }
    }
  }

  private recordAt(id: number): EndpointRecord {
    return this.setting.records.records[id] as EndpointRecord;
  }
}

function forgetAges(world: number[]): void {
  world[at.agedOld] = 0;
  world[at.agedNew] = 0;
  for (let index = 0; index < processesOf(world); index += 1) {
    const from = processAt(index);
    world[from + of.fillAged] = 0;
    for (let slot = 0; slot < CALLS; slot += 1) world[from + of.calls + slot * CALL_SIZE + call.aged] = 0;
  }
}

/** Faults of writes that cannot happen any more, because no write is left. */
function forgetFaults(world: number[], again: boolean): void {
  if (isOver(world) && !again) world[at.turns] = 0;
  if (world[at.writes] !== 0) return;
  world[at.fallbacks] = 0;
  let [open, uncached] = [false, false];
  for (let index = 0; index < processesOf(world); index += 1)
    for (let slot = 0; slot < CALLS; slot += 1) {
      const begin = processAt(index) + of.calls + slot * CALL_SIZE;
      const via = world[begin + call.via] as number;
      if (via === 0) continue;
      if (world[begin + call.givenUp] === 0) open = true;
      if ((via === viaOld || via === viaNew) && (world[begin + call.stage] as number) < 2) uncached = true;
    }
  if (!open) world[at.givenUps] = 0;
  if (!uncached) world[at.crashes] = 0;
}
