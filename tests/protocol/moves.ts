import { hasEffect, type Interned } from './interned';
import { onlyReads } from './late-attempts';
import type { Move } from './move';
import { Order } from './order';
import type { Scenario } from './scenario';
import type { World } from './world';

/** What can happen in a state of the world. */
export class Moves {
  readonly #order: Order;

  constructor(
    readonly interned: Interned,
    readonly scenario: Scenario,
  ) {
    this.#order = new Order(interned, scenario);
  }

  /** What will happen sooner or later. If there is none of it, the world has come to rest. */
  due(world: World): readonly Move[] {
    const moves: Move[] = [];
    if (world.wakes < this.scenario.needs.length) moves.push({ kind: 'wake' });
    world.procs.forEach((proc, index) => {
      if (proc.status !== 'RUNNING') return;
      if (proc.cont < 0) {
        if (proc.wait.every((mark) => mark[0] !== 'p')) moves.push({ kind: 'elapse', proc: index });
        return;
      }
      const isCall = this.interned.cont(proc.cont).pending.kind === 'call';
      moves.push({ kind: isCall ? 'act' : 'complete', proc: index });
    });
    return moves;
  }

  /** What may happen besides, as far as the budget goes. */
  possible(world: World): readonly Move[] {
    const { stops, losses, lates, duplicates } = world.budget;
    const moves: Move[] = world.zombies.map((zombie) => ({ kind: 'zombie', zombie: zombie.id }));
    if (duplicates > 0) for (const event of new Set(world.events)) moves.push({ kind: 'duplicate', event });
    world.procs.forEach((proc, index) => {
      if (proc.status !== 'RUNNING') return;
      const cont = proc.cont < 0 ? undefined : this.interned.cont(proc.cont);
      // Stopped after a read is the same as stopped before it, the late attempt reading first.
      if (stops > 0 && proc.machine === 'rightsize' && cont?.hasRead !== true)
        moves.push({ kind: 'stop', proc: index });
      if (cont?.pending.kind !== 'call') return;
      if (losses > 0 && hasEffect(cont.pending.call)) moves.push({ kind: 'lose', proc: index });
      // Given up later is the same as given up before it begins, the late attempt going first.
      const mayBeLate = lates > 0 && !proc.begun && !onlyReads(cont.attempt);
      if (mayBeLate) moves.push({ kind: 'late', proc: index });
    });
    return moves;
  }

  /** Those that have to be tried here. */
  tried(world: World): readonly Move[] {
    const all = [...this.due(world), ...this.possible(world)];
    const index = this.#order.first(world);
    return index < 0 ? all : all.filter((move) => 'proc' in move && move.proc === index);
  }
}
