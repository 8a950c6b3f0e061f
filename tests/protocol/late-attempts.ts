import type { Change, Condition } from '../../shared/ledger';
import type { Interned } from './interned';
import { changingOf, describedBy, indexOf, ownerOf } from './names';
import { isAboutTurn } from './quiet';
import type { Attempt, Response } from './replay';
import { type Scenario, uses } from './scenario';
import { isUnsettled, unmarked, type World, type Zombie } from './world';

const readers: readonly string[] = ['decide', 'progress', 'look-after', 'verify'];

/** A late attempt of such a step can do no harm. */
export const onlyReads = ({ payload }: Attempt): boolean =>
  readers.includes((payload as { readonly step: string }).step);

/** What attempts that nobody listens to can still do. */
export class LateAttempts {
  constructor(
    readonly interned: Interned,
    readonly scenario: Scenario,
  ) {}

  /**
   * A late attempt whose next update needs an owner that will never own the target again does nothing any more: what follows a
   * refusal only reads. An execution owns again only by an attempt of its own Admit.
   */
  withoutPowerless(world: World): World {
    const isSafe = uses(this.scenario, 'no-dead-owner') && this.#isWithoutDeadOwners(world);
    const powerless = world.zombies.filter((zombie) => {
      if (uses(this.scenario, 'idle-moves') && this.#saysAgain(world, zombie)) return true;
      if (isSafe && this.#isAsking(zombie)) return true;
      const needed = this.#neededOwner(zombie);
      return needed >= 0 && ownerOf(world, this.interned) !== needed && !this.#mayBeAdmitted(world, needed);
    });
    let left: World = { ...world, zombies: world.zombies.filter((zombie) => !powerless.includes(zombie)) };
    for (const { id } of powerless) left = unmarked(left, `z${id}`);
    return powerless.length === 0 ? world : left;
  }

  /** An attempt that can have no effect any more, whatever the others do. */
  isHarmless(contId: number): boolean {
    const { pending, attempt, responses } = this.interned.cont(contId);
    if (pending.kind !== 'call' || onlyReads(attempt)) return true;
    // They read to find out why they were refused: Release at last, Apply where it could not write its intent.
    if (pending.call.port === 'read' && attempt.fn === 'release' && !isAboutTurn(this.interned.cont(contId)))
      return true;
    if (pending.call.port === 'read' && attempt.fn === 'apply' && responses.length === 1) return true;
    // Observe writes after its look only to end the intent that it found open.
    return (
      uses(this.scenario, 'idle-moves') &&
      attempt.fn === 'observe' &&
      responses.length > 0 &&
      !foundIntent(responses[0])
    );
  }

  /**
   * A late Admit that asks who has the target, and whether that one lives, is refused unless it is still so when it takes the target:
   * it may as well ask then. The end of an execution is only for good once its handlers are dead; before that Admit gives up.
   */
  asks(world: World, contId: number): boolean {
    const { pending, attempt } = this.interned.cont(contId);
    if (pending.kind !== 'call' || attempt.fn !== 'admit') return false;
    const { call } = pending;
    return call.port === 'read' || (call.port === 'describe' && !isUnsettled(world.procs[indexOf(call.execution)]));
  }

  /** By Admit about the owner, and by Apply about who changes something; a late attempt of these can make it one of the two. */
  mayBeAskedAbout(world: World, index: number): boolean {
    if (ownerOf(world, this.interned) === index || changingOf(world, this.interned) === index) return true;
    const asks = ({ cont }: { readonly cont: number }) => cont >= 0 && describedBy(cont, this.interned) === index;
    if (world.procs.some(asks) || world.zombies.some(asks)) return true;
    return world.zombies.some((one) => one.proc === index && (this.#isOf(one, 'admit') || this.#isOf(one, 'apply')));
  }

  /**
   * Nobody can be stopped and no attempt of Admit be late any more, and whoever owns the target holds it: it lets go before it
   * ends. So there will be no dead owner to take over from, which is all that an Admit that asks is after.
   */
  #isWithoutDeadOwners(world: World): boolean {
    const { stops, lates } = world.budget;
    if (stops + lates > 0) return false;
    const owner = world.procs[ownerOf(world, this.interned)];
    const isHeld = owner === undefined || (owner.status === 'RUNNING' && this.interned.stop(owner.stop).holds);
    return isHeld && world.zombies.every((one) => this.#isAsking(one) || !this.#isOf(one, 'admit'));
  }

  #isAsking(zombie: Zombie): boolean {
    const { pending } = this.interned.cont(zombie.cont);
    const asks = pending.kind === 'call' && (pending.call.port === 'describe' || pending.call.port === 'read');
    return asks && this.#isOf(zombie, 'admit');
  }

  #isOf({ cont }: Zombie, fn: string): boolean {
    return this.interned.cont(cont).attempt.fn === fn;
  }

  /** A late look, which finds no intent, of an owner that has said already that it looks. */
  #saysAgain(world: World, { cont, proc }: Zombie): boolean {
    const { attempt, responses } = this.interned.cont(cont);
    if (attempt.fn !== 'observe' || responses.length > 0 || this.#mayBeAdmitted(world, proc)) return false;
    const { settled = null } = attempt.payload as { readonly settled?: unknown };
    return settled === null && indexOf(this.interned.item(world.target)?.looking) === proc;
  }

  /** The execution that must own the target for the attempt to have an effect; -1 if that is not all there is to it. */
  #neededOwner({ cont, proc }: Zombie): number {
    const { pending, attempt } = this.interned.cont(cont);
    if (pending.kind !== 'call') return -1;
    const { call } = pending;
    if (attempt.fn === 'admit') return call.port === 'describe' ? indexOf(call.execution) : -1;
    const isOwners = ['observe', 'apply', 'record', 'release'].includes(attempt.fn);
    return isOwners && call.port === 'update' && ownerIn(call.update.when) === proc ? proc : -1;
  }

  #mayBeAdmitted(world: World, index: number): boolean {
    const proc = world.procs[index];
    const isRunning = proc?.status === 'RUNNING';
    if (isRunning && (!uses(this.scenario, 'admitted-once') || this.interned.mayAdmit(proc.stop))) return true;
    return world.zombies.some((one) => one.proc === index && this.interned.cont(one.cont).attempt.fn === 'admit');
  }
}

function foundIntent(looked: Response | undefined): boolean {
  const { item } = (looked?.kind === 'value' ? looked.value : {}) as { readonly item?: { readonly change?: Change } };
  return item?.change?.state === 'intended';
}

/** The owner that a condition asks for, if it does so without an alternative. */
function ownerIn(condition: Condition | undefined): number {
  if (condition?.kind === 'equals' && condition.path === 'owner') return indexOf(condition.value);
  if (condition?.kind !== 'all') return -1;
  return Math.max(-1, ...condition.of.map(ownerIn));
}
