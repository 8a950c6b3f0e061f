import { type Acknowledgement, acknowledgement, type ProcessState } from '../../../shared/fleet';
import type { EndpointRecord } from '../../../shared/handover';
import type { Setting } from './setting';
import { at, CALL_SIZE, CALLS, call, keyOf, life, of, processAt, processesOf, type World } from './world';

/** What the fleet's list says; who has acknowledged is asked of the real code. */
export class FleetView {
  private readonly fleets = new Map<string, Acknowledgement>();

  constructor(private readonly setting: Setting) {}

  fleet(world: World, epoch: number): Acknowledgement {
    const key = `${epoch} ${keyOf(world.slice(at.processes))}`;
    const known = this.fleets.get(key);
    if (known !== undefined) return known;
    const found = this.fleetOf(world, epoch);
    this.fleets.set(key, found);
    return found;
  }

  private fleetOf(world: World, epoch: number): Acknowledgement {
    const states: ProcessState[] = [];
    const { ignoresOpenCalls, ignoresGivenUpCalls } = this.setting.subject;
    for (let index = 0; index < processesOf(world); index += 1) {
      const from = processAt(index);
      const state = world[from + of.life] as number;
      if (state !== life.up && state !== life.registered && state !== life.dead) continue;
      const own = this.setting.records.records[world[from + of.record] as number] as EndpointRecord;
      const earlier = this.earlier(world, from, own.epoch);
      states.push({
        target: 't',
        processId: `${index}`,
        epoch: own.epoch,
        phase: own.phase,
        openEarlier: ignoresOpenCalls ? 0 : earlier.open,
        givenUpEarlier: ignoresGivenUpCalls ? 0 : earlier.givenUp,
        leaseUntilMs: 1_000_000,
      });
    }
    return acknowledgement(states, epoch, 0);
  }

  earlier(world: World, from: number, epoch: number): { readonly open: number; readonly givenUp: number } {
    let open = 0;
    let givenUp = 0;
    for (let slot = 0; slot < CALLS; slot += 1) {
      const begin = from + of.calls + slot * CALL_SIZE;
      if (world[begin + call.via] === 0) continue;
      if ((this.setting.records.records[world[begin + call.record] as number] as EndpointRecord).epoch >= epoch)
        continue;
      if (world[begin + call.givenUp] === 1) givenUp += 1;
      else open += 1;
    }
    const filling = world[from + of.fill] !== 0;
    if (
      filling &&
      (this.setting.records.records[world[from + of.fillRecord] as number] as EndpointRecord).epoch < epoch
    )
      open += 1;
    return { open, givenUp };
  }
}
