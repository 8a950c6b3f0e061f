import type { DecisionRecord } from '../../shared/flow';
import { CallEffects, type Effect } from './call-effect';
import { canonical } from './canonical';
import { alarm } from './forgetful';
import { Interned } from './interned';
import { LateAttempts } from './late-attempts';
import type { Move, Outcome } from './move';
import { Moves } from './moves';
import { arnOf, ownerOf, statusEvent } from './names';
import { Plain } from './plain';
import { isQuiet } from './quiet';
import type { Response, Subject } from './replay';
import { firstSize, type Scenario, uses } from './scenario';
import {
  at,
  bitsTo,
  hasSameThings,
  type Mark,
  marksOf,
  now,
  type Proc,
  unborn,
  unmarked,
  type World,
  withProc,
  type Zombie,
} from './world';

/** A handler's life: a wait of this length outlives everything that had begun before it. */
const handlerSeconds = 30;

/** Why Apply looks again, and holds after its last round. */
const busy = ['account-busy', 'target-changed', 'resource-busy', 'change-in-flight'];

export class Model {
  readonly interned: Interned;
  readonly moves: Moves;
  readonly #late: LateAttempts;
  readonly #plain: Plain;
  readonly #calls: CallEffects;

  constructor(
    readonly scenario: Scenario,
    subject: Subject,
    /** Of another model of the same subject: the same numbers for the same things. */
    interned?: Interned,
  ) {
    this.interned = interned ?? new Interned(subject, !uses(scenario, 'names'), scenario.retries);
    this.#late = new LateAttempts(this.interned, scenario);
    this.moves = new Moves(this.interned, scenario);
    this.#plain = new Plain(this.interned);
    this.#calls = new CallEffects(this.interned);
  }

  first(): World {
    return {
      target: 0,
      account: 0,
      size: firstSize,
      to: 0,
      version: 0,
      need: firstSize,
      wakes: 0,
      covered: 0,
      excused: 0,
      lastLook: -1,
      deferred: false,
      procs: [],
      zombies: [],
      events: [],
      budget: this.scenario.budget,
    };
  }

  async apply(world: World, move: Move): Promise<Outcome> {
    const outcome = await this.#apply(world, move);
    if (outcome.violation !== undefined) return outcome;
    const judged = this.#judged(outcome.world);
    if (judged.violation !== undefined || !uses(this.scenario, 'names')) return judged;
    return canonical(judged.world, this.interned);
  }

  async #apply(world: World, move: Move): Promise<Outcome> {
    switch (move.kind) {
      case 'wake': {
        const wakes = world.wakes + 1;
        const woken = { ...world, wakes, need: this.scenario.needs[world.wakes] ?? world.need };
        return { world: await this.#begin(woken, 'rightsize', alarm, 2 ** wakes) };
      }
      case 'duplicate': {
        const budget = { ...world.budget, duplicates: world.budget.duplicates - 1 };
        const events = budget.duplicates > 0 ? world.events : [];
        return { world: await this.#begin({ ...world, events, budget }, 'recovery', statusEvent(move.event)) };
      }
      case 'act': {
        const proc = at(world.procs, move.proc);
        const done = await this.#call(world, move.proc, proc.cont, 'current');
        const cont = await this.interned.answered(proc.cont, done.response);
        const moved = withProc(done.world, move.proc, { cont, begun: true });
        return { world: await this.#onward(moved, move.proc), ...violating(done.violation) };
      }
      case 'lose': {
        const done = await this.#call(world, move.proc, at(world.procs, move.proc).cont, 'current');
        const lost = done.world;
        const spent = { ...lost, budget: { ...lost.budget, losses: lost.budget.losses - 1 } };
        return { world: await this.#giveUp(unmarked(spent, `p${move.proc}`), move.proc), ...violating(done.violation) };
      }
      case 'late': {
        const spent = { ...world, budget: { ...world.budget, lates: world.budget.lates - 1 } };
        const { cont } = at(world.procs, move.proc);
        const left =
          this.#isStart(cont) && uses(this.scenario, 'private-calls')
            ? (await this.#call(spent, move.proc, cont, 'late')).world
            : this.#abandon(spent, move.proc);
        return { world: await this.#giveUp(left, move.proc) };
      }
      case 'complete': {
        const proc = at(world.procs, move.proc);
        const { pending } = this.interned.cont(proc.cont);
        const stop = await this.interned.afterTask(proc.stop, pending);
        return { world: await this.#enter(unmarked(world, `p${move.proc}`), move.proc, stop) };
      }
      case 'elapse':
        return { world: await this.#elapse(world, move.proc) };
      case 'stop': {
        const spent = { ...world, budget: { ...world.budget, stops: world.budget.stops - 1 } };
        return { world: await this.#end(this.#abandon(spent, move.proc), move.proc, 'ABORTED') };
      }
      case 'zombie':
        return this.#zombie(world, move.zombie);
    }
  }

  /** A successor and a fresh one of Recover owe all wake-ups so far. */
  async #begin(world: World, machine: Proc['machine'], input: unknown, answers = bitsTo(world.wakes)): Promise<World> {
    const index = world.procs.length;
    const owes = this.interned.mayFail && machine === 'rightsize' ? answers : 0;
    const stop = await this.interned.start(machine, { arn: arnOf(index), input, now });
    const procs = [...world.procs, { ...unborn(machine), status: 'RUNNING' as const, stop, owes }];
    return this.#enter({ ...world, procs }, index, stop);
  }

  /** The machine has come to its next task or wait, or to its end. */
  async #enter(world: World, index: number, stop: number): Promise<World> {
    const where = this.interned.stop(stop).stop;
    switch (where.kind) {
      case 'task': {
        const cont = await this.interned.attempt(stop);
        return this.#onward(withProc(world, index, { stop, cont, begun: false, wait: [] }), index);
      }
      case 'wait': {
        // A shorter one outlives nothing for sure: it is a delay, as there may be one before every move.
        if (where.seconds < handlerSeconds) return this.#enter(world, index, await this.interned.afterWait(stop));
        return withProc(world, index, { stop, cont: -1, begun: false, wait: marksOf(world, index) });
      }
      case 'ended': {
        const { outcome, reasonCodes = [] } = (where.output ?? {}) as Partial<DecisionRecord>;
        const { look, owes } = at(world.procs, index);
        const failed = this.interned.mayFail && outcome === 'failed' && reasonCodes[0]?.endsWith('-failed') === true;
        const answered = where.status === 'SUCCEEDED' && (outcome === 'held' || outcome === 'applied' || failed);
        const covered = answered ? Math.max(world.covered, look) : world.covered;
        const excused = (world.excused | (failed ? owes : 0)) & ~bitsTo(covered);
        // A failure is told to people, and the schedule looks again.
        const deferred = world.deferred || failed || busy.some((code) => code === reasonCodes[0]);
        return this.#end({ ...world, covered, excused, deferred }, index, where.status);
      }
    }
  }

  /**
   * Goes on to the next call at which others can make a difference. The end of an execution is a move of its own where it can be
   * told from the outside: by DescribeExecution, which is asked only of those whom an item names.
   */
  async #onward(world: World, index: number): Promise<World> {
    const proc = at(world.procs, index);
    const { pending } = this.interned.cont(proc.cont);
    if (pending.kind === 'call') {
      const done = await this.#quietly(world, index, proc.cont);
      if (done === undefined) return world;
      const cont = await this.interned.answered(proc.cont, done.response);
      return this.#onward(withProc(done.world, index, { cont }), index);
    }
    const stop = await this.interned.afterTask(proc.stop, pending);
    const isSeen = proc.machine === 'rightsize' && this.#late.mayBeAskedAbout(world, index);
    if (this.interned.stop(stop).stop.kind === 'ended' && isSeen) return world;
    return this.#enter(unmarked(world, `p${index}`), index, stop);
  }

  /**
   * The status event of a bad end may come late, and Recover may be slow: that is all in the length of its wait, so it begins at once.
   */
  async #end(world: World, index: number, status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): Promise<World> {
    const { machine } = at(world.procs, index);
    // Nobody asks about an execution of Recover.
    const ended = withProc(world, index, { ...unborn(machine), status, settled: machine === 'recovery' });
    const isReported = machine === 'rightsize' && status !== 'SUCCEEDED';
    if (!isReported) return ended;
    const events = world.budget.duplicates > 0 ? [...ended.events, index].sort((a, b) => a - b) : [];
    return this.#begin({ ...ended, events }, 'recovery', statusEvent(index));
  }

  /** The machine hears of an error and tries the task again, or goes where its Catch leads. */
  async #giveUp(world: World, index: number): Promise<World> {
    const stop = await this.interned.afterTask(at(world.procs, index).stop, { kind: 'given-up' });
    return this.#enter(world, index, stop);
  }

  /** Nobody listens to the attempt any more, but it lives. */
  #abandon(world: World, index: number): World {
    const proc = at(world.procs, index);
    if (proc.cont < 0) return world;
    if (this.#late.isHarmless(proc.cont)) return unmarked(world, `p${index}`);
    let id = 0;
    while (world.zombies.some((one) => one.id === id)) id += 1;
    const zombie: Zombie = { id, proc: index, cont: proc.cont, begun: proc.begun };
    const zombies = [...world.zombies, zombie];
    const procs = world.procs.map((one) => ({
      ...one,
      wait: one.wait.map((mark): Mark => (mark === `p${index}` ? `z${id}` : mark)),
    }));
    return { ...world, zombies, procs };
  }

  async #zombie(world: World, id: number): Promise<Outcome> {
    const zombie = at(
      world.zombies.filter((one) => one.id === id),
      0,
    );
    let { cont } = zombie;
    let next = world;
    let violation: string | undefined;
    for (let asks = true; asks; ) {
      asks = uses(this.scenario, 'asking') && this.#late.asks(next, cont);
      const done = await this.#call(next, zombie.proc, cont, 'late');
      next = done.world;
      violation ??= done.violation;
      cont = await this.interned.answered(cont, done.response);
      for (let quiet = await this.#quietly(next, zombie.proc, cont); quiet; ) {
        next = quiet.world;
        cont = await this.interned.answered(cont, quiet.response);
        quiet = await this.#quietly(next, zombie.proc, cont);
      }
      if (this.interned.cont(cont).pending.kind !== 'call') break;
    }
    const isDone = this.#late.isHarmless(cont);
    const others = next.zombies.filter((one) => one.id !== id);
    const zombies = isDone ? others : [...others, { ...zombie, cont, begun: true }].sort((a, b) => a.id - b.id);
    const moved = { ...next, zombies };
    const isIdle = isDone && uses(this.scenario, 'idle-moves') && hasSameThings(next, world);
    return {
      world: isDone ? unmarked(moved, `z${id}`) : moved,
      ...violating(violation),
      ...(isIdle && { idle: true as const }),
    };
  }

  /** A long wait is over: the handlers that had begun before it are dead, and the cluster has finished with its change. */
  async #elapse(world: World, index: number): Promise<World> {
    const proc = at(world.procs, index);
    const where = this.interned.stop(proc.stop).stop;
    const stop = await this.interned.afterWait(proc.stop);
    if (where.kind !== 'wait' || where.seconds < handlerSeconds) return this.#enter(world, index, stop);
    const dead = new Set(proc.wait);
    let passed: World = {
      ...world,
      ...(world.to > 0 && { size: world.to, to: 0 }),
      zombies: world.zombies.filter((one) => !dead.has(`z${one.id}`)),
      procs: world.procs.map((one, at) => (dead.has(`e${at}`) ? { ...one, settled: true } : one)),
    };
    for (const mark of dead) passed = unmarked(passed, mark);
    return this.#enter(passed, index, stop);
  }

  /** A call that is no point at which others could make a difference is made at once. */
  async #quietly(
    world: World,
    index: number,
    contId: number,
  ): Promise<{ readonly world: World; readonly response: Response } | undefined> {
    if (!isQuiet(world, this.interned.cont(contId), this.interned)) return undefined;
    return this.#call(world, index, contId, 'current');
  }

  /** An execution that is started late is one that is started now, and admitted late. */
  #isStart(contId: number): boolean {
    const { pending } = this.interned.cont(contId);
    return pending.kind === 'call' && pending.call.port === 'start';
  }

  async #call(world: World, index: number, contId: number, who: 'current' | 'late'): Promise<Effect> {
    const { starts, ...effect } = this.#calls.of(world, index, contId, who);
    return starts === undefined ? effect : { ...effect, world: await this.#begin(world, 'rightsize', starts) };
  }

  #judged(world: World): Outcome {
    const tidy = this.#plain.of(this.#late.withoutPowerless(world));
    const owner = ownerOf(world, this.interned);
    for (const [index, proc] of world.procs.entries()) {
      if (proc.status === 'RUNNING' && this.interned.stop(proc.stop).holds && owner !== index) {
        return {
          world: tidy,
          violation: `two owners: execution x${index} acts, but the owner is ${owner < 0 ? 'nobody' : `x${owner}`}`,
        };
      }
    }
    return { world: tidy };
  }
}

const violating = (violation: string | undefined) => (violation === undefined ? {} : { violation });
