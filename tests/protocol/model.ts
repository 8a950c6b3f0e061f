import type { DecisionRecord } from '../../shared/flow';
import { accountKey, type Item } from '../../shared/ledger';
import type { Snapshot } from '../../shared/sizing';
import { Interned } from './interned';
import type { Call, Response, Subject } from './replay';
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
  | { readonly kind: 'deliver' | 'duplicate'; readonly event: number }
  | { readonly kind: 'zombie'; readonly zombie: number };

export interface Outcome {
  readonly world: World;
  /** What must not happen. */
  readonly violation?: string;
}

/** Entered time of every state; time does not pass. */
const now = '2026-11-24T12:00:00.000Z';
const longAgoMs = Date.parse(now) - 3_600_000;
/** A handler's life: a wait of this length outlives everything that had begun before it. */
const handlerSeconds = 30;

/** Steps whose late attempts can do no harm, since they only read. */
const readers = ['decide', 'progress', 'verify'];

export class Model {
  readonly interned: Interned;
  readonly #referenced = new Map<string, ReadonlySet<number>>();

  constructor(
    readonly scenario: Scenario,
    subject: Subject,
  ) {
    this.interned = new Interned(subject);
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
    for (const event of new Set(world.events)) moves.push({ kind: 'deliver', event });
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
      if (stops > 0 && proc.machine === 'rightsize') moves.push({ kind: 'stop', proc: index });
      if (proc.cont < 0) return;
      const { attempt, pending } = this.interned.cont(proc.cont);
      if (pending.kind !== 'call') return;
      if (losses > 0 && hasEffect(pending.call)) moves.push({ kind: 'lose', proc: index });
      if (lates > 0 && !readers.includes(attempt.fn)) moves.push({ kind: 'late', proc: index });
    });
    return moves;
  }

  async apply(world: World, move: Move): Promise<Outcome> {
    const outcome = await this.#apply(world, move);
    return outcome.violation === undefined ? this.#judged(outcome.world) : outcome;
  }

  /** For people: what a move does. */
  describe(world: World, move: Move): string {
    switch (move.kind) {
      case 'wake':
        return `wake-up ${world.wakes + 1}: the load needs ${this.scenario.needs[world.wakes]} nodes; execution ${world.procs.length} starts`;
      case 'deliver':
      case 'duplicate':
        return `the status event of execution ${move.event} arrives${move.kind === 'duplicate' ? ' (and will again)' : ''}; recovery ${world.procs.length} starts`;
      case 'zombie': {
        const zombie = world.zombies.find((one) => one.id === move.zombie);
        return `late attempt of execution ${zombie?.proc}: ${this.#pendingText(zombie?.cont ?? -1)}`;
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
          stop: 'STOPPED from outside',
        }[move.kind];
        return `execution ${move.proc} at ${state}: ${says}`;
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
        return { world: await this.#begin(woken, 'rightsize', { target: 't', reason: 'alarm' }) };
      }
      case 'deliver':
      case 'duplicate': {
        const again = move.kind === 'duplicate';
        const delivered = {
          ...world,
          events: again ? world.events : without(world.events, move.event),
          budget: again ? { ...world.budget, duplicates: world.budget.duplicates - 1 } : world.budget,
        };
        return { world: await this.#begin(delivered, 'recovery', statusEvent(move.event)) };
      }
      case 'act': {
        const proc = at(world.procs, move.proc);
        const done = this.#call(world, move.proc, proc.cont, 'current');
        const cont = await this.#advance(await this.interned.answered(proc.cont, done.response));
        const next = await done.world;
        return { world: withProc(next, move.proc, { cont, begun: true }), ...violating(done.violation) };
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
        return { world: this.#end(this.#abandon(spent, move.proc), move.proc, 'ABORTED') };
      }
      case 'zombie':
        return this.#zombie(world, move.zombie);
    }
  }

  async #begin(world: World, machine: Proc['machine'], input: unknown): Promise<World> {
    const index = world.procs.length;
    const stop = await this.interned.start(machine, { arn: arnOf(index), input, now });
    const proc: Proc = {
      machine,
      status: 'RUNNING',
      stop,
      cont: -1,
      begun: false,
      wait: [],
      look: -1,
      settled: false,
    };
    return this.#enter({ ...world, procs: [...world.procs, proc] }, index, stop);
  }

  /** The machine has come to its next task or wait, or to its end. */
  async #enter(world: World, index: number, stop: number): Promise<World> {
    const where = this.interned.stop(stop).stop;
    switch (where.kind) {
      case 'task': {
        const cont = await this.#advance(await this.interned.attempt(stop));
        return withProc(world, index, { stop, cont, begun: false, wait: [] });
      }
      case 'wait': {
        const wait = where.seconds >= handlerSeconds ? marksOf(world, index) : [];
        return withProc(world, index, { stop, cont: -1, begun: false, wait });
      }
      case 'ended': {
        const outcome = (where.output as DecisionRecord | null)?.outcome;
        const answered = where.status === 'SUCCEEDED' && (outcome === 'held' || outcome === 'applied');
        const covered = answered ? Math.max(world.covered, at(world.procs, index).look) : world.covered;
        return this.#end({ ...world, covered }, index, where.status);
      }
    }
  }

  #end(world: World, index: number, status: Exclude<Proc['status'], 'RUNNING'>): World {
    const { machine } = at(world.procs, index);
    const ended = withProc(world, index, { status, stop: -1, cont: -1, begun: false, wait: [], look: -1 });
    const isReported = machine === 'rightsize' && status !== 'SUCCEEDED';
    return isReported ? { ...ended, events: [...ended.events, index].sort((a, b) => a - b) } : ended;
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
    if (pending.kind !== 'call' || readers.includes(attempt.fn)) return unmarked(world, `p${index}`);
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
    const cont = await this.#advance(await this.interned.answered(zombie.cont, done.response));
    const next = await done.world;
    const isOver = this.interned.cont(cont).pending.kind !== 'call';
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

  /** Announcements and rows of the history touch nothing that the protocol reads: no point at which others could come in. */
  async #advance(cont: number): Promise<number> {
    const { pending } = this.interned.cont(cont);
    if (pending.kind !== 'call') return cont;
    const { port } = pending.call;
    if (port !== 'append' && port !== 'announce') return cont;
    const value = port === 'append' ? 'appended' : null;
    return this.#advance(await this.interned.answered(cont, { kind: 'value', value }));
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
          response: value(this.interned.item(isAccount(call.key.pk) ? world.account : world.target) ?? null),
        };
      case 'update': {
        const account = isAccount(call.update.key.pk);
        const { item, response } = this.interned.update(account ? world.account : world.target, call.update);
        return { world: { ...world, ...(account ? { account: item } : { target: item }) }, response };
      }
      case 'describe':
        return { world, response: value(statusOf(world, indexOf(call.execution))) };
      case 'cluster':
        return { world, response: value(clusterOf(world)) };
      case 'snapshot': {
        const looks = who === 'current' && attempt.fn === 'observe';
        const looked = looks ? { ...withProc(world, index, { look: world.wakes }), lastLook: index } : world;
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
      const violation = `two actors: the call of execution ${index} lands after the look of execution ${world.lastLook}`;
      return { world: changed, response, violation };
    }
    if (world.version !== version) {
      return {
        world: changed,
        response,
        violation: `two changes for one need: execution ${index} decided before the last one`,
      };
    }
    return { world: changed, response };
  }

  #judged(world: World): Outcome {
    const tidy = this.#tidied(world);
    const owner = this.owner(world);
    for (const [index, proc] of world.procs.entries()) {
      if (proc.status === 'RUNNING' && this.interned.stop(proc.stop).holds && owner !== index) {
        return { world: tidy, violation: `two owners: execution ${index} acts, but the owner is ${owner}` };
      }
    }
    return { world: tidy };
  }

  /** Whether handlers of an ended execution may be alive matters only while something names it. */
  #tidied(world: World): World {
    const key = `${world.target} ${world.account}`;
    const named = this.#referenced.get(key) ?? this.#namedIn(world);
    this.#referenced.set(key, named);
    const isLoose = (proc: Proc, index: number) =>
      proc.status !== 'RUNNING' &&
      !proc.settled &&
      !named.has(index) &&
      !world.events.includes(index) &&
      world.zombies.every((one) => one.proc !== index);
    if (!world.procs.some(isLoose)) return world;
    let tidy = world;
    world.procs.forEach((proc, index) => {
      if (isLoose(proc, index)) tidy = unmarked(withProc(tidy, index, { settled: true }), `e${index}`);
    });
    return tidy;
  }

  #namedIn(world: World): ReadonlySet<number> {
    const text = JSON.stringify([this.interned.item(world.target), this.interned.item(world.account)]);
    return new Set([...text.matchAll(/arn:x(\d+)/g)].map(([, index]) => Number(index)));
  }
}

const arnOf = (index: number): string => `arn:x${index}`;
const indexOf = (arn: unknown): number => (typeof arn === 'string' ? Number(arn.slice('arn:x'.length)) : -1);
const isAccount = (pk: string): boolean => pk === accountKey.pk;
const violating = (violation: string | undefined) => (violation === undefined ? {} : { violation });

const hasEffect = (call: Call): boolean =>
  call.port === 'update' || call.port === 'set-node-count' || call.port === 'start';

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
    if (proc.status !== 'RUNNING' && !proc.settled) marks.push(`e${index}`);
  });
  return [...marks, ...world.zombies.filter((one) => one.begun).map((one): Mark => `z${one.id}`)];
}

function statusOf(world: World, index: number) {
  const proc = world.procs[index];
  if (proc === undefined) return { kind: 'not-found' };
  if (proc.status === 'RUNNING') return { kind: 'running' };
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

function without(list: readonly number[], item: number): readonly number[] {
  const index = list.indexOf(item);
  return list.filter((_, at) => at !== index);
}

function at<Thing>(things: readonly Thing[], index: number): Thing {
  const thing = things[index];
  if (thing === undefined) throw new Error(`there is no number ${index}`);
  return thing;
}
