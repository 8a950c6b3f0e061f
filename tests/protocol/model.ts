import type { DecisionRecord } from '../../shared/flow';
import { accountKey, type Change, type Condition, type Item } from '../../shared/ledger';
import type { Snapshot } from '../../shared/sizing';
import { canonical } from './canonical';
import { alarm, hasEffect, Interned, now } from './interned';
import { type Call, type Response, readable, type Subject } from './replay';
import { firstSize, type Scenario } from './scenario';
import type { Mark, Proc, World, Zombie } from './world';

/** Everything that can happen next, one thing at a time. */
export type Move =
  | { readonly kind: 'wake' }
  /** The pending call of an attempt has its effect and is answered. */
  | { readonly kind: 'act'; readonly proc: number }
  /** It has its effect, the answer is lost, the attempt is dead and the machine tries again. */
  | { readonly kind: 'lose'; readonly proc: number }
  /** The machine gives up on an attempt that is still under way, and tries again. */
  | { readonly kind: 'late'; readonly proc: number }
  /** The machine takes the answer of its task and goes on. */
  | { readonly kind: 'complete'; readonly proc: number }
  | { readonly kind: 'elapse'; readonly proc: number }
  | { readonly kind: 'stop'; readonly proc: number }
  | { readonly kind: 'duplicate'; readonly event: number }
  | { readonly kind: 'zombie'; readonly zombie: number };

export interface Outcome {
  readonly world: World;
  /** What must not happen. */
  readonly violation?: string;
  /** The new number of each execution; -1 for one that is over. */
  readonly slots?: readonly number[];
}

const longAgoMs = Date.parse(now) - 3_600_000;
/** A handler's life: a wait of this length outlives everything that had begun before it. */
const handlerSeconds = 30;

/** Why Apply looks again, and holds after its last round. */
const busy = ['account-busy', 'target-changed', 'resource-busy', 'change-in-flight'];

/** Steps whose late attempts can do no harm, since they only read. */
const readers = ['decide', 'progress', 'verify'];

export class Model {
  readonly interned: Interned;
  readonly #referenced = new Map<string, ReadonlySet<number>>();

  constructor(
    readonly scenario: Scenario,
    subject: Subject,
  ) {
    this.interned = new Interned(subject, scenario.named);
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
      lastLook: -1,
      deferred: false,
      procs: [],
      zombies: [],
      events: [],
      budget: this.scenario.budget,
    };
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
      const { lateIn, lossIn } = this.scenario;
      const { fn } = cont.attempt;
      if (losses > 0 && hasEffect(cont.pending.call) && (lossIn ?? fn) === fn)
        moves.push({ kind: 'lose', proc: index });
      // Given up later is the same as given up before it begins, the late attempt going first.
      const mayBeLate = lates > 0 && !proc.begun && !readers.includes(fn) && (lateIn ?? fn) === fn;
      if (mayBeLate) moves.push({ kind: 'late', proc: index });
    });
    return moves;
  }

  /**
   * The moves that have to be tried here. Where an execution is about to touch what nobody else can touch before it has, its move
   * and what may go wrong with it come first, and the others afterwards: every order leads to the same states.
   */
  moves(world: World): readonly Move[] {
    const all = [...this.due(world), ...this.possible(world)];
    const index = world.procs.findIndex((proc) => this.#isAlone(world, proc));
    return index < 0 ? all : all.filter((move) => 'proc' in move && move.proc === index);
  }

  #isAlone(world: World, proc: Proc): boolean {
    if (proc.status !== 'RUNNING' || proc.cont < 0 || !this.interned.stop(proc.stop).holds) return false;
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

  /** Of another execution, or one that only counts and takes: neither touches the change of this one. */
  #isForeign({ proc, cont }: Zombie, owner: number): boolean {
    return proc !== owner || this.interned.cont(cont).attempt.fn === 'admit';
  }

  async apply(world: World, move: Move): Promise<Outcome> {
    const outcome = await this.#apply(world, move);
    if (outcome.violation !== undefined) return outcome;
    const judged = this.#judged(outcome.world);
    if (judged.violation !== undefined || this.scenario.named === true) return judged;
    return canonical(judged.world, this.interned);
  }

  /** For people: what a move does. */
  describe(world: World, move: Move): string {
    switch (move.kind) {
      case 'wake':
        return `wake-up ${world.wakes + 1}: the load needs ${this.scenario.needs[world.wakes]} nodes; its execution x${world.procs.length} starts`;
      case 'duplicate':
        return `the status event of execution x${move.event} arrives once more; recovery x${world.procs.length} starts`;
      case 'zombie': {
        const zombie = world.zombies.find((one) => one.id === move.zombie);
        return `late attempt of execution x${zombie?.proc}: ${this.#pendingText(zombie?.cont ?? -1)}`;
      }
      default: {
        const proc = world.procs[move.proc];
        const where = proc === undefined || proc.stop < 0 ? null : this.interned.stop(proc.stop).stop;
        const state = where === null || where.kind === 'ended' ? '' : where.state;
        const what = move.kind === 'elapse' ? 'the wait is over' : this.#pendingText(proc?.cont ?? -1);
        const says = {
          act: what,
          lose: `${what}, ANSWER LOST`,
          late: `GIVEN UP before ${what}; the attempt lives on`,
          complete: 'the task completes',
          elapse: what,
          stop: `STOPPED from outside; recovery x${world.procs.length} starts`,
        }[move.kind];
        return `execution x${move.proc} at ${state}: ${says}`;
      }
    }
  }

  owner(world: World): number {
    return indexOf(this.interned.item(world.target)?.owner);
  }

  changing(world: World): number {
    return indexOf(this.interned.item(world.account)?.changing);
  }

  #pendingText(cont: number): string {
    if (cont < 0) return '';
    const { pending, attempt } = this.interned.cont(cont);
    if (pending.kind !== 'call') return pending.kind;
    const { call } = pending;
    return `${attempt.fn}: ${call.port === 'update' ? updateText(call) : JSON.stringify(call)}`;
  }

  async #apply(world: World, move: Move): Promise<Outcome> {
    switch (move.kind) {
      case 'wake': {
        const wakes = world.wakes + 1;
        const woken = { ...world, wakes, need: this.scenario.needs[world.wakes] ?? world.need };
        return { world: await this.#begin(woken, 'rightsize', alarm) };
      }
      case 'duplicate': {
        const budget = { ...world.budget, duplicates: world.budget.duplicates - 1 };
        const events = budget.duplicates > 0 ? world.events : [];
        return { world: await this.#begin({ ...world, events, budget }, 'recovery', statusEvent(move.event)) };
      }
      case 'act': {
        const proc = at(world.procs, move.proc);
        const done = this.#call(world, move.proc, proc.cont, 'current');
        const cont = await this.interned.answered(proc.cont, done.response);
        const moved = withProc(await done.world, move.proc, { cont, begun: true });
        return { world: await this.#onward(moved, move.proc), ...violating(done.violation) };
      }
      case 'lose': {
        const done = this.#call(world, move.proc, at(world.procs, move.proc).cont, 'current');
        const lost = await done.world;
        const spent = { ...lost, budget: { ...lost.budget, losses: lost.budget.losses - 1 } };
        return { world: await this.#giveUp(unmarked(spent, `p${move.proc}`), move.proc), ...violating(done.violation) };
      }
      case 'late': {
        const spent = { ...world, budget: { ...world.budget, lates: world.budget.lates - 1 } };
        return { world: await this.#giveUp(this.#abandon(spent, move.proc), move.proc) };
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

  async #begin(world: World, machine: Proc['machine'], input: unknown): Promise<World> {
    const index = world.procs.length;
    const stop = await this.interned.start(machine, { arn: arnOf(index), input, now });
    const procs = [...world.procs, { ...unborn(machine), status: 'RUNNING' as const, stop }];
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
        const answered = where.status === 'SUCCEEDED' && (outcome === 'held' || outcome === 'applied');
        const covered = answered ? Math.max(world.covered, at(world.procs, index).look) : world.covered;
        const deferred = world.deferred || busy.some((code) => code === reasonCodes[0]);
        return this.#end({ ...world, covered, deferred }, index, where.status);
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
    const isSeen = this.#named(world).has(index) || world.zombies.some((one) => one.proc === index);
    if (this.interned.stop(stop).stop.kind === 'ended' && isSeen) return world;
    return this.#enter(unmarked(world, `p${index}`), index, stop);
  }

  /**
   * The status event of a bad end may come late, and Recover may be slow: that is all in the length of its wait, so it begins at once.
   */
  async #end(world: World, index: number, status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): Promise<World> {
    const { machine } = at(world.procs, index);
    const ended = withProc(world, index, { ...unborn(machine), status, settled: false });
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
    const { attempt, pending } = this.interned.cont(proc.cont);
    if (pending.kind !== 'call' || isHarmless(pending.call, attempt.fn, attempt.payload)) {
      return unmarked(world, `p${index}`);
    }
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
    const done = this.#call(world, zombie.proc, zombie.cont, 'late');
    let next = await done.world;
    let cont = await this.interned.answered(zombie.cont, done.response);
    for (;;) {
      const quiet = await this.#quietly(next, zombie.proc, cont);
      if (quiet === undefined) break;
      next = quiet.world;
      cont = await this.interned.answered(cont, quiet.response);
    }
    const { pending, attempt } = this.interned.cont(cont);
    const isOver = pending.kind !== 'call' || isHarmless(pending.call, attempt.fn, attempt.payload);
    const others = next.zombies.filter((one) => one.id !== id);
    const zombies = isOver ? others : [...others, { ...zombie, cont, begun: true }].sort((a, b) => a.id - b.id);
    const moved = { ...next, zombies };
    return { world: isOver ? unmarked(moved, `z${id}`) : moved, ...violating(done.violation) };
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

  /**
   * Calls that are no point at which others could make a difference: announcements and rows of the history touch nothing that the
   * protocol reads; Progress and Verify read what only their own execution changes; the number of crashes only makes Admit wait.
   * What Recover and Release do to the account and to the target next commutes with all that others do in between.
   */
  async #quietly(
    world: World,
    index: number,
    contId: number,
  ): Promise<{ readonly world: World; readonly response: Response } | undefined> {
    const { pending, attempt } = this.interned.cont(contId);
    if (pending.kind !== 'call') return undefined;
    const { call } = pending;
    if (call.port === 'append') return { world, response: { kind: 'value', value: 'appended' } };
    if (call.port === 'announce') return { world, response: { kind: 'value', value: null } };
    const isBackOff = call.port === 'read' && attempt.fn === 'admit' && isFirstAdmit(attempt.payload);
    // A fresh execution is not seen before its Admit. Where its answer may be lost, its start is a move of its own.
    const { losses, lates } = world.budget;
    const isRecover = attempt.fn === 'recover' && (call.port !== 'start' || losses + lates === 0);
    const isRelease = attempt.fn === 'release' && call.port === 'update' && isAccount(call.update.key.pk);
    if (!readers.includes(attempt.fn) && !isBackOff && !isRecover && !isRelease) return undefined;
    const { world: after, response } = this.#call(world, index, contId, 'current');
    return { world: await after, response };
  }

  #call(
    world: World,
    index: number,
    contId: number,
    who: 'current' | 'late',
  ): { readonly world: World | Promise<World>; readonly response: Response; readonly violation?: string } {
    const { pending, attempt } = this.interned.cont(contId);
    if (pending.kind !== 'call') throw new Error('nothing is called');
    const { call } = pending;
    const value = (response: unknown): Response => ({ kind: 'value', value: response });
    switch (call.port) {
      case 'read':
        return {
          world,
          response: value(
            readable(
              attempt,
              this.interned.item(isAccount(call.key.pk) ? world.account : world.target),
              this.interned.keepsAll,
            ),
          ),
        };
      case 'update': {
        const account = isAccount(call.update.key.pk);
        const { item, result } = this.interned.update(account ? world.account : world.target, call.update);
        const answer =
          result.kind === 'done' ? { ...result, item: readable(attempt, result.item, this.interned.keepsAll) } : result;
        return { world: { ...world, ...(account ? { account: item } : { target: item }) }, response: value(answer) };
      }
      case 'describe':
        return { world, response: value(statusOf(world, indexOf(call.execution))) };
      case 'cluster':
        return { world, response: value(clusterOf(world)) };
      case 'snapshot': {
        const looks = who === 'current' && attempt.fn === 'observe';
        const looked = looks
          ? { ...withProc(world, index, { look: world.wakes }), lastLook: index, deferred: world.to > 0 }
          : world;
        return { world: looked, response: value(snapshotOf(world)) };
      }
      case 'start':
        return { world: this.#begin(world, 'rightsize', call.input), response: value(arnOf(world.procs.length)) };
      case 'set-node-count':
        return this.#change(world, index, call.to, versionOf(attempt.payload));
      case 'append':
      case 'announce':
        throw new Error('never pending');
    }
  }

  #change(
    world: World,
    index: number,
    to: number,
    version: number,
  ): { readonly world: World; readonly response: Response; readonly violation?: string } {
    if (world.to > 0) return { world, response: { kind: 'error', code: 'aws.busy' } };
    if (world.size === to) return { world, response: { kind: 'error', code: 'aws.invalid' } };
    const changed = { ...world, to, version: world.version + 1 };
    const response: Response = { kind: 'value', value: null };
    if (world.lastLook !== index) {
      const violation = `two actors: the call of execution x${index} lands after the look of execution x${world.lastLook}`;
      return { world: changed, response, violation };
    }
    if (world.version !== version) {
      return {
        world: changed,
        response,
        violation: `two changes for one need: execution x${index} decided before the last one`,
      };
    }
    return { world: changed, response };
  }

  #judged(world: World): Outcome {
    const tidy = this.#plain(this.#tidied(this.#unfenced(this.#withoutPowerless(world))));
    const owner = this.owner(world);
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

  /** Whether handlers of an ended execution may be alive matters only while something names it. */
  #tidied(world: World): World {
    const named = this.#named(world);
    const isLoose = (proc: Proc, index: number) =>
      hasEnded(proc) &&
      !proc.settled &&
      !named.has(index) &&
      !world.events.includes(index) &&
      world.zombies.every((one) => one.proc !== index);
    if (!world.procs.some(isLoose)) return world;
    let tidy = world;
    world.procs.forEach((proc, index) => {
      if (isLoose(proc, index)) {
        tidy = unmarked(withProc(tidy, index, { settled: true, status: 'SUCCEEDED' }), `e${index}`);
      }
    });
    return tidy;
  }

  /**
   * A late attempt whose next update needs an owner that will never own the target again does nothing any more: what follows a
   * refusal only reads. An execution owns again only by an attempt of its own Admit.
   */
  #withoutPowerless(world: World): World {
    const powerless = world.zombies.filter((zombie) => {
      const needed = this.#neededOwner(zombie);
      return needed >= 0 && this.owner(world) !== needed && !this.#mayBeAdmitted(world, needed);
    });
    let left: World = { ...world, zombies: world.zombies.filter((zombie) => !powerless.includes(zombie)) };
    for (const { id } of powerless) left = unmarked(left, `z${id}`);
    return powerless.length === 0 ? world : left;
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
    if (proc?.status === 'RUNNING') return true;
    return world.zombies.some((one) => one.proc === index && this.interned.cont(one.cont).attempt.fn === 'admit');
  }

  /** Numbers that nothing will be compared with any more are all the same. */
  #plain(world: World): World {
    const { wakes } = world;
    const isApplying =
      world.zombies.some((one) => this.#hasLooked(one.cont)) || world.procs.some((proc) => this.#hasLooked(proc.cont));
    return {
      ...world,
      ...(!isApplying && { version: 0, lastLook: -1 }),
      covered: world.covered === wakes ? wakes : 0,
      procs: world.procs.map((proc) => (proc.look < 0 || proc.look === wakes ? proc : { ...proc, look: -1 })),
    };
  }

  /** An attempt that may lead to a call on what was seen. */
  #hasLooked(cont: number): boolean {
    if (cont < 0) return false;
    const { attempt, responses } = this.interned.cont(cont);
    return attempt.fn === 'apply' || (attempt.fn === 'observe' && responses.length > 1);
  }

  /** An intent that is over is a fence against late attempts of its own execution; without any, it is as good as none. */
  #unfenced(world: World): World {
    const change = this.interned.item(world.target)?.change as Change | undefined;
    if (change === undefined || change.state === 'intended') return world;
    const author = indexOf(change.execution);
    if (world.procs[author]?.status === 'RUNNING' || world.zombies.some((one) => one.proc === author)) return world;
    return { ...world, target: this.interned.withoutChange(world.target) };
  }

  /** The executions that an item names. */
  #named(world: World): ReadonlySet<number> {
    const key = `${world.target} ${world.account}`;
    const known = this.#referenced.get(key);
    if (known !== undefined) return known;
    const text = JSON.stringify([this.interned.item(world.target), this.interned.item(world.account)]);
    const named = new Set([...text.matchAll(/arn:x(\d+)/g)].map(([, index]) => Number(index)));
    this.#referenced.set(key, named);
    return named;
  }
}

/** An attempt that will only read from here on: Release and Apply read to find out why they were refused. */
const isHarmless = (call: Call, fn: string, payload: unknown): boolean =>
  readers.includes(fn) ||
  (call.port === 'read' && (fn === 'release' || fn === 'apply' || (fn === 'admit' && isFirstAdmit(payload))));

/** The owner that a condition asks for, if it does so without an alternative. */
function ownerIn(condition: Condition | undefined): number {
  if (condition?.kind === 'equals' && condition.path === 'owner') return indexOf(condition.value);
  if (condition?.kind !== 'all') return -1;
  return Math.max(-1, ...condition.of.map(ownerIn));
}

const isFirstAdmit = (payload: unknown): boolean => (payload as { readonly resume: unknown }).resume === null;

const unborn = (machine: Proc['machine']): Proc => ({
  machine,
  status: 'UNBORN',
  stop: -1,
  cont: -1,
  begun: false,
  wait: [],
  look: -1,
  settled: true,
});

const arnOf = (index: number): string => `arn:x${index}`;
const indexOf = (arn: unknown): number => (typeof arn === 'string' ? Number(arn.slice('arn:x'.length)) : -1);
const isAccount = (pk: string): boolean => pk === accountKey.pk;
const violating = (violation: string | undefined) => (violation === undefined ? {} : { violation });

const hasEnded = ({ status }: Proc): boolean => status !== 'UNBORN' && status !== 'RUNNING';

function withProc(world: World, index: number, parts: Partial<Proc>): World {
  return { ...world, procs: world.procs.map((proc, at) => (at === index ? { ...proc, ...parts } : proc)) };
}

function unmarked(world: World, mark: Mark): World {
  if (world.procs.every((proc) => !proc.wait.includes(mark))) return world;
  return { ...world, procs: world.procs.map((proc) => ({ ...proc, wait: proc.wait.filter((one) => one !== mark) })) };
}

/** Everything that this wait will outlive. */
function marksOf(world: World, self: number): readonly Mark[] {
  const marks: Mark[] = [];
  world.procs.forEach((proc, index) => {
    if (index === self || proc.machine !== 'rightsize') return;
    if (proc.status === 'RUNNING' && proc.begun) marks.push(`p${index}`);
    if (hasEnded(proc) && !proc.settled) marks.push(`e${index}`);
  });
  return [...marks, ...world.zombies.filter((one) => one.begun).map((one): Mark => `z${one.id}`)];
}

function statusOf(world: World, index: number) {
  const proc = world.procs[index];
  if (proc === undefined) return { kind: 'not-found' };
  if (proc.status === 'RUNNING') return { kind: 'running' };
  if (proc.status === 'UNBORN') return { kind: 'not-found' };
  return { kind: 'ended', status: proc.status, stoppedAtMs: proc.settled ? longAgoMs : Date.parse(now) };
}

function statusEvent(index: number) {
  return {
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    detail: { executionArn: arnOf(index), status: 'ABORTED', input: '{"target":"t"}' },
  };
}

const clusterOf = ({ size, to }: World) => ({
  kind: 'cluster' as const,
  name: 'c',
  status: to > 0 ? 'modifying' : 'available',
  nodeType: 'dax.r5.large',
  nodeCount: size,
  nodes: Array.from({ length: size }, (_, index) => ({ id: `c-${index}`, status: 'available' })),
});

const series = (value: number) => ({ startMs: 0, periodMs: 60_000, values: [value] });

const snapshotOf = (world: World): Snapshot => ({
  target: 't',
  cluster: clusterOf(world),
  tables: [],
  clusterMetrics: { requests: series(world.need), itemHits: series(world.version) },
  tableMetrics: {},
});

function versionOf(payload: unknown): number {
  const { decided } = payload as { readonly decided: { readonly decision: { readonly evidence: readonly Item[] } } };
  return Number(decided.decision.evidence[0]?.value);
}

function updateText({ update }: Call & { readonly port: 'update' }): string {
  const { set, setIfAbsent, increment, remove, when } = update;
  const what = Object.entries({ set, setIfAbsent, increment, remove }).filter(([, value]) => value !== undefined);
  const condition = when === undefined ? '' : ` if ${JSON.stringify(when)}`;
  return `update ${update.key.pk} ${JSON.stringify(Object.fromEntries(what))}${condition}`;
}

function at<Thing>(things: readonly Thing[], index: number): Thing {
  const thing = things[index];
  if (thing === undefined) throw new Error(`there is no number ${index}`);
  return thing;
}
