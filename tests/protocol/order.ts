import type { Interned } from './interned';
import { indexOf, isAccount } from './names';
import { type Scenario, uses } from './scenario';
import { isOver, type Proc, type World, type Zombie } from './world';

/** Which execution may go first without loss, as every order leads to the same states. */
export class Order {
  constructor(
    readonly interned: Interned,
    readonly scenario: Scenario,
  ) {}

  /**
   * One that is about to touch what nobody else can touch before it has: its move and what may go wrong with it come first, and the
   * others afterwards. -1 if there is none.
   */
  first(world: World): number {
    return world.procs.findIndex((proc) => this.#isAlone(world, proc));
  }

  #isAlone(world: World, proc: Proc): boolean {
    if (proc.status !== 'RUNNING' || proc.cont < 0) return false;
    if (uses(this.scenario, 'private-calls') && this.#isPrivate(world, proc)) return true;
    if (!this.interned.stop(proc.stop).holds) return false;
    if (world.zombies.some((one) => this.interned.cont(one.cont).attempt.fn === 'apply')) return false;
    const { pending, attempt } = this.interned.cont(proc.cont);
    if (pending.kind !== 'call') return false;
    const { call } = pending;
    switch (call.port) {
      case 'cluster':
      case 'set-node-count':
        return world.to === 0;
      case 'snapshot':
        return attempt.fn === 'observe' && world.to === 0 && world.wakes === this.scenario.needs.length;
      case 'update':
        if (isAccount(call.update.key.pk)) return world.account === 0;
        // The intent, and its end: nobody else writes `change` or reads it before the target has another owner.
        // What a late attempt of another execution would write needs that one to own the target.
        return (
          attempt.fn === 'apply' ||
          (attempt.fn === 'record' && world.zombies.every((one) => this.#isForeign(one, world.procs.indexOf(proc))))
        );
      default:
        return false;
    }
  }

  /** Nobody sees a fresh execution before its Admit, and what is said of one that ended long ago never changes. */
  #isPrivate(world: World, { cont }: Proc): boolean {
    const { pending } = this.interned.cont(cont);
    if (pending.kind !== 'call') return false;
    const { call } = pending;
    return call.port === 'start' || (call.port === 'describe' && isOver(world.procs[indexOf(call.execution)]));
  }

  /** Of another execution, or one that only counts and takes: neither touches the change of this one. */
  #isForeign({ proc, cont }: Zombie, owner: number): boolean {
    return proc !== owner || this.interned.cont(cont).attempt.fn === 'admit';
  }
}
