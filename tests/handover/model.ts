import { type Acknowledgement, acknowledgement, type ProcessState } from '../../shared/fleet';
import {
  type ClusterObservation,
  type EndpointRecord,
  type Journal,
  mayDelete,
  type Next,
  nextStep,
  type Observations,
  type Outcome,
  type Plan,
  procedures,
  type Routes,
  recordOf,
  routesOf,
  stageNames,
  stepBetween,
} from '../../shared/handover';
import type { Scenario, Subject } from './scenario';
import {
  at,
  CALL_SIZE,
  CALLS,
  call,
  keyOf,
  life,
  NOTHING,
  of,
  PROCESS_SIZE,
  processAt,
  processesOf,
  type World,
} from './world';

/** Times are turned into these, so that equal situations are equal states. */
const nowMs = 408_000;
const elapsedMs = 1_000_000;
const overdueMs = 200_000_000;
const outcomes: readonly Outcome[] = [
  'introduced',
  'replaced',
  'removed',
  'rolled-back',
  'rolled-back-to-table',
  'not-started',
];

interface Controlled {
  readonly record: EndpointRecord;
  readonly journal: Journal | undefined;
  /** The record's own number, which processes follow. */
  readonly recordId: number;
}

export interface Move {
  readonly text: () => string;
  readonly world: World;
  /** What must not happen. */
  readonly violation?: string;
}

const viaOld = 1;
const viaNew = 2;
const viaTable = 3;
const around = 4;

/** The counters of the clusters, and who asks for them. */
const counters = [
  { flag: at.quietReadsOld, via: viaOld, what: 'reads', gates: ['old-reads-quiet'] },
  { flag: at.quietWritesOld, via: viaOld, what: 'writes', gates: ['old-writes-quiet'] },
  { flag: at.quietOld, via: viaOld, what: 'requests', gates: ['old-quiet', 'old-quiet-since-pause'] },
  { flag: at.quietReadsNew, via: viaNew, what: 'reads', gates: ['new-reads-quiet'] },
  { flag: at.quietNew, via: viaNew, what: 'requests', gates: ['new-quiet'] },
] as const;

/** Everything that can happen next. Who serves what, who may follow what and what the controller does is asked of the real code. */
export class Model {
  private readonly controlled: Controlled[] = [];
  private readonly records: EndpointRecord[] = [];
  private readonly routes: Routes[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly fleets = new Map<string, Acknowledgement>();
  private readonly decided = new Map<string, Next>();
  private readonly intents: { readonly base: number; readonly next: Next; readonly text: string }[] = [];
  private readonly clusters: { readonly old: string | null; readonly new: string | null };
  private readonly itemTtlMs: number;

  constructor(
    readonly scenario: Scenario,
    readonly subject: Subject = {},
  ) {
    const { procedure } = scenario;
    this.clusters = {
      old: procedure.startsWith('introduce') ? null : 'a',
      new: procedure === 'remove' ? null : 'b',
    };
    this.itemTtlMs = procedure.endsWith('paused') ? 0 : 300_000;
  }

  first(): World {
    const { budget, followers, joins, literal } = this.scenario;
    const record = recordOf('old', { target: 't', epoch: 1, itemTtlMs: this.itemTtlMs, ...this.clusters });
    const world: number[] = Array.from({ length: at.processes }, () => 0);
    world[at.record] = this.controlledId(record, undefined);
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
    const one = (state: number) => [state, this.recordId(record), ...Array(PROCESS_SIZE - 2).fill(0)];
    for (let n = 0; n < followers; n += 1) world.push(...one(life.up));
    if (joins) world.push(...one(life.absent).fill(0, 1));
    if (literal) world.push(...one(life.literal));
    return sorted(world);
  }

  /** A world in which nothing is left to be done. */
  isOver(world: World): boolean {
    return world[at.ended] !== 0;
  }

  /** What must not be, in this world as it is. */
  wrong(world: World): string | undefined {
    for (let index = 0; index < processesOf(world); index += 1) {
      const cluster = this.readsOf(world, index);
      if (cluster === 0) continue;
      if (world[at.deleted] === cluster) return 'a process reads from a cluster that was deleted';
      const cached = world[cluster === viaOld ? at.cacheOld : at.cacheNew] as number;
      const acknowledged = world[at.acknowledged] as number;
      if (cached !== NOTHING && cached < acknowledged)
        return `stale read: ${nameOf(cluster)} holds version ${cached}, and a writer was told of ${acknowledged}`;
    }
    return undefined;
  }

  moves(world: World): readonly Move[] {
    const moves: Move[] = [];
    const add: Add = (text, change, violation) => {
      const next = [...world];
      change(next);
      moves.push({ text, world: sorted(next), ...(violation === undefined ? {} : { violation }) });
    };
    this.control(world, add);
    this.time(world, add);
    this.reads(world, add);
    for (let index = 0; index < processesOf(world); index += 1) {
      this.lives(world, index, add);
      this.writes(world, index, add);
      for (let slot = 0; slot < CALLS; slot += 1) this.travels(world, index, slot, add);
    }
    return moves;
  }

  // The controller

  private control(world: World, add: Add): void {
    const intent = world[at.intent] as number;
    if (intent > 0) {
      const known = this.intents[intent - 1];
      if (known === undefined) throw new Error('an intent that was never had');
      add(
        () => `${known.text}: written`,
        (next) => {
          next[at.intent] = 0;
          if (known.base === world[at.record]) this.carryOut(next, known.next);
        },
      );
    }
    if (this.isOver(world)) {
      this.afterwards(world, add);
      return;
    }
    const time = world[at.elapsed] === 1 ? elapsedMs : nowMs;
    this.look(world, this.decide(world, time), 'controller', add);
    if ((world[at.turns] as number) === 0) return;
    const turning: Add = (text, change) =>
      add(text, (next) => {
        next[at.turns] = (next[at.turns] as number) - 1;
        change(next);
      });
    const stopped = this.decide(world, time, 'by hand');
    const overdue = this.decide(world, overdueMs);
    if (turns(stopped)) this.look(world, stopped, 'by hand', turning);
    else if (turns(overdue)) this.look(world, overdue, 'time-out', turning);
  }

  private look(world: World, next: Next, who: string, add: Add): void {
    if (next.kind === 'wait') {
      const waitsForTime = next.untilMs !== undefined && world[at.elapsed] === 0;
      const ages = next.gate === 'new-aged' || next.gate === 'old-aged';
      if (waitsForTime && !(ages && this.hasAged(world)))
        add(
          () => `time passes: ${next.gate}`,
          (then) => this.elapse(then, next.gate),
        );
      return;
    }
    const text = () => `${who}: ${textOf(next)}`;
    if (next.kind === 'refuse') add(text, () => {}, `the controller refuses: ${next.text}`);
    else if (!this.scenario.slowController) add(text, (then) => this.carryOut(then, next));
    else if (world[at.intent] === 0)
      add(
        () => `${text()}: seen`,
        (then) => {
          then[at.intent] = this.intentId(world[at.record] as number, next, text());
        },
      );
  }

  private carryOut(world: number[], next: Next): void {
    switch (next.kind) {
      case 'write-record':
      case 'roll-back':
        world[at.record] = this.controlledId(next.record, next.journal);
        this.newStage(world);
        return;
      case 'mark':
        world[at.record] = this.controlledId(this.of(world).record, next.journal);
        world[at.elapsed] = 0;
        world[at.usedOld] = Math.min(world[at.usedOld] as number, 1);
        world[at.usedNew] = 0;
        this.notQuiet(world);
        if (next.journal.sealedAtMs === undefined) return;
        world[at.sealed] = world[at.version] as number;
        world[at.agedOld] = world[at.cacheOld] === NOTHING ? 0 : 1;
        world[at.agedNew] = world[at.cacheNew] === NOTHING ? 0 : 1;
        this.age(world, 1);
        return;
      case 'start-warming':
        world[at.warming] = 1;
        return;
      case 'done':
        world[at.record] = this.controlledId(this.of(world).record, next.journal);
        world[at.ended] = 1 + outcomes.indexOf(next.outcome);
        this.newStage(world);
        return;
      case 'wait':
      case 'refuse':
        return;
    }
  }

  private newStage(world: number[]): void {
    this.notQuiet(world);
    for (const name of ['usedOld', 'usedNew', 'agedOld', 'agedNew', 'sealed', 'warming', 'elapsed'] as const)
      world[at[name]] = 0;
    this.age(world, 0);
  }

  /** Minutes count from now. */
  private notQuiet(world: number[]): void {
    for (const { flag } of counters) world[flag] = 0;
  }

  /** Notes what is on its way now. */
  private age(world: number[], aged: 0 | 1): void {
    for (let index = 0; index < processesOf(world); index += 1) {
      const from = processAt(index);
      for (let slot = 0; slot < CALLS; slot += 1) {
        const begin = from + of.calls + slot * CALL_SIZE;
        world[begin + call.aged] = world[begin + call.via] === 0 ? 0 : aged;
      }
      world[from + of.fillAged] = world[from + of.fill] === 0 ? 0 : aged;
    }
  }

  /** No call takes as long as an item lives in a cache. */
  private hasAged(world: World): boolean {
    for (let index = 0; index < processesOf(world); index += 1) {
      const from = processAt(index);
      if (world[from + of.fillAged] === 1) return true;
      for (let slot = 0; slot < CALLS; slot += 1)
        if (world[from + of.calls + slot * CALL_SIZE + call.aged] === 1) return true;
    }
    return false;
  }

  private elapse(world: number[], gate: string): void {
    world[at.elapsed] = 1;
    world[at.replica] = Math.max(world[at.replica] as number, world[at.sealed] as number);
    if (gate !== 'new-aged' && gate !== 'old-aged') return;
    for (const [aged, cache] of [
      [at.agedOld, at.cacheOld],
      [at.agedNew, at.cacheNew],
    ] as const) {
      if (world[aged] === 1) world[cache] = NOTHING;
      world[aged] = 0;
    }
  }

  private afterwards(world: World, add: Add): void {
    const { record, journal } = this.of(world);
    if (journal?.ended === 'rolled-back' && (world[at.attempts] as number) > 0 && this.clusters.old !== null)
      add(
        () => 'once more',
        (next) => {
          next[at.attempts] = (next[at.attempts] as number) - 1;
          next[at.ended] = 0;
          this.newStage(next);
        },
      );
    const next = this.decide(world, nowMs);
    if (next.kind === 'mark') this.look(world, next, 'controller', add);
    if (world[at.deleted] !== 0) return;
    for (const via of [viaOld, viaNew]) {
      const cluster = via === viaOld ? this.clusters.old : this.clusters.new;
      if (cluster === null) continue;
      const seen = this.observed(world, via);
      const anyTime = { quiet: { fromMs: 0, untilMs: elapsedMs } };
      const observation = this.subject.deletesBeforeQuiet ? { ...seen, requests: anyTime } : seen;
      const plan = this.plan(world);
      const verdict = mayDelete({
        cluster,
        record,
        journal,
        plan,
        observation,
        fleet: this.fleet(world, record.epoch),
        tagged: 'ours',
      });
      if (verdict.kind === 'no') continue;
      const used = this.users(world, via);
      add(
        () => `${nameOf(via)} is deleted`,
        (next) => {
          next[at.deleted] = via;
        },
        used ? `${nameOf(via)} is deleted while a process sends calls through it` : undefined,
      );
    }
  }

  private decide(world: World, time: number, abort?: string): Next {
    const id = world[at.record] as number;
    const { record, journal } = this.of(world);
    const fleet = this.fleet(world, record.epoch);
    const blockers = fleet.kind === 'waiting';
    const key = [
      id,
      time,
      abort,
      blockers,
      ...counters.map(({ flag }) => world[flag]),
      world[at.deleted],
      world[at.usedOld],
      world[at.usedNew],
      world[at.emptyNew],
      world[at.warming],
      world[at.attempts],
      world[at.ended],
    ].join();
    const known = this.decided.get(key);
    if (known !== undefined) return known;
    const observations: Observations = {
      fleet,
      processes: 1,
      warming: (['not-begun', 'running', 'over'] as const)[world[at.warming] as number] ?? 'over',
      ...(this.clusters.old === null ? {} : { old: this.observed(world, viaOld) }),
      ...(this.clusters.new === null ? {} : { new: this.observed(world, viaNew) }),
    };
    const { rules } = this.subject;
    const next = nextStep({ plan: this.plan(world), record, journal, observations, nowMs: time, abort }, rules);
    this.decided.set(key, next);
    return next;
  }

  private observed(world: World, via: number): ClusterObservation {
    const used = world[via === viaOld ? at.usedOld : at.usedNew] as number;
    const quiet = { fromMs: 0, untilMs: elapsedMs };
    const of = (what: string) => {
      const flag = counters.find((one) => one.via === via && one.what === what)?.flag;
      return flag !== undefined && world[flag] === 1 ? { quiet } : {};
    };
    const unused = via === viaNew && world[at.emptyNew] === 1;
    // Of the time of the seal, or of the stage before it.
    const lastAtMs = [undefined, 0, 420_000][used];
    return {
      name: via === viaOld ? 'a' : 'b',
      status: world[at.deleted] === via ? 'missing' : 'available',
      itemTtlMs: this.itemTtlMs,
      ...(unused ? { createdAtMs: 0 } : {}),
      requests: {
        ...(unused ? { quiet: { fromMs: 0, untilMs: 0 } } : {}),
        ...of('requests'),
        ...(lastAtMs === undefined ? {} : { lastAtMs }),
      },
      reads: of('reads'),
      writes: of('writes'),
    };
  }

  private plan(world: World): Plan {
    const attempt = this.scenario.budget.attempts - (world[at.attempts] as number);
    const timeouts = stageNames.map((name) => [name, 100_000_000] as const);
    return {
      id: `h${attempt}`,
      target: 't',
      procedure: this.scenario.procedure,
      ...this.clusters,
      itemTtlMs: this.itemTtlMs,
      settleMs: 60_000,
      lagMs: 20_000,
      timeoutsMs: Object.fromEntries(timeouts) as Plan['timeoutsMs'],
    };
  }

  private fleet(world: World, epoch: number): Acknowledgement {
    const key = `${epoch} ${keyOf(world.slice(at.processes))}`;
    const known = this.fleets.get(key);
    if (known !== undefined) return known;
    const found = this.fleetOf(world, epoch);
    this.fleets.set(key, found);
    return found;
  }

  private fleetOf(world: World, epoch: number): Acknowledgement {
    const states: ProcessState[] = [];
    const { ignoresOpenCalls, ignoresGivenUpCalls } = this.subject;
    for (let index = 0; index < processesOf(world); index += 1) {
      const from = processAt(index);
      const state = world[from + of.life] as number;
      if (state !== life.up && state !== life.registered && state !== life.dead) continue;
      const own = this.records[world[from + of.record] as number] as EndpointRecord;
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

  private earlier(world: World, from: number, epoch: number): { readonly open: number; readonly givenUp: number } {
    let open = 0;
    let givenUp = 0;
    for (let slot = 0; slot < CALLS; slot += 1) {
      const begin = from + of.calls + slot * CALL_SIZE;
      if (world[begin + call.via] === 0) continue;
      if ((this.records[world[begin + call.record] as number] as EndpointRecord).epoch >= epoch) continue;
      if (world[begin + call.givenUp] === 1) givenUp += 1;
      else open += 1;
    }
    const filling = world[from + of.fill] !== 0;
    if (filling && (this.records[world[from + of.fillRecord] as number] as EndpointRecord).epoch < epoch) open += 1;
    return { open, givenUp };
  }

  // Time, caches and counters

  private time(world: World, add: Add): void {
    if (world[at.replica] !== world[at.version])
      add(
        () => 'the replica catches up',
        (next) => {
          next[at.replica] = next[at.version] as number;
        },
      );
    for (const [name, cache, aged] of [
      ['old', at.cacheOld, at.agedOld],
      ['new', at.cacheNew, at.agedNew],
    ] as const) {
      if (world[cache] !== NOTHING)
        add(
          () => `${name} evicts the item`,
          (next) => {
            next[cache] = NOTHING;
            next[aged] = 0;
          },
        );
    }
    const asked = this.asked(world);
    const sealed = this.of(world).journal?.sealedAtMs !== undefined;
    for (const { flag, via, what, gates } of counters) {
      const isAsked = gates.some((gate) => asked.has(gate)) || (what === 'requests' && this.isOver(world));
      if (!isAsked || !sealed || world[flag] === 1 || this.busy(world, via, what)) continue;
      add(
        () => `three datapoints of ${nameOf(via)} without ${what}`,
        (next) => {
          next[flag] = 1;
          // Minutes after the last write that is counted here no replica is behind it.
          const through = next[via === viaOld ? at.throughOld : at.throughNew] as number;
          if (what !== 'reads') next[at.replica] = Math.max(next[at.replica] as number, through);
        },
      );
    }
    if (
      asked.has('new-unused') &&
      world[at.emptyNew] === 0 &&
      !this.busy(world, viaNew, 'requests') &&
      this.itemTtlMs > 0
    )
      add(
        () => 'new is without requests until it has forgotten all',
        (next) => {
          next[at.emptyNew] = 1;
          next[at.cacheNew] = NOTHING;
        },
      );
    if (world[at.warming] === 1) {
      this.warm(world, add);
      add(
        () => 'warming is over',
        (next) => {
          next[at.warming] = 2;
        },
      );
    }
    if (this.subject.warmsAnyTime && world[at.warming] !== 1 && !this.isOver(world)) this.warm(world, add);
  }

  private warm(world: World, add: Add): void {
    if (world[at.cacheNew] === NOTHING)
      add(
        () => 'new is warmed with the item',
        (next) => {
          next[at.cacheNew] = Math.max(next[at.replica] as number, next[at.throughNew] as number);
          next[at.agedNew] = 0;
          this.touch(next, viaNew, 'read');
        },
      );
  }

  /** The gates of the step that the hand-over stands at. */
  private asked(world: World): ReadonlySet<string> {
    const { journal } = this.of(world);
    if (journal === undefined || this.isOver(world)) return new Set();
    const { steps } = (this.subject.rules?.procedures ?? procedures)[this.scenario.procedure];
    const step = steps.find(({ from, direction }) => from === journal.stage && direction === journal.direction);
    return new Set([...(step?.gates ?? []), ...(step?.afterwards ?? [])]);
  }

  /** Something is on its way through the cluster, or somebody who does not follow keeps it busy. */
  private busy(world: World, via: number, what: 'reads' | 'writes' | 'requests'): boolean {
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

  private users(world: World, via: number): boolean {
    if (this.busy(world, via, 'requests')) return true;
    for (let index = 0; index < processesOf(world); index += 1)
      if (this.readsOf(world, index) === via || this.writesOf(world, index) === via) return true;
    return false;
  }

  // Reads

  private reads(world: World, add: Add): void {
    const seen = world[at.replica] as number;
    const news = seen > (world[at.acknowledged] as number);
    if (this.scenario.seenCounts && news && this.anyReadsTable(world) && !this.isWrittenThrough(world, seen))
      add(
        () => `a process reads version ${seen} from the table`,
        (next) => {
          next[at.acknowledged] = seen;
        },
      );
    for (const via of [viaOld, viaNew]) {
      const cache = via === viaOld ? at.cacheOld : at.cacheNew;
      if (world[cache] !== NOTHING) continue;
      const readers = Array.from({ length: processesOf(world) }, (_, index) => index).filter(
        (index) => this.readsOf(world, index) === via,
      );
      const [reader] = readers;
      if (reader === undefined) continue;
      add(
        () => `${this.who(world, reader)} reads through ${nameOf(via)}, which caches what it finds`,
        (next) => {
          next[cache] = fillOf(next, via);
          next[via === viaOld ? at.agedOld : at.agedNew] = 0;
          this.touch(next, via, 'read');
        },
      );
      if ((world[at.slowReads] as number) === 0) continue;
      for (const index of readers) {
        const from = processAt(index);
        if (world[from + of.fill] !== 0) continue;
        add(
          () => `${this.who(world, index)} reads through ${nameOf(via)}, slowly`,
          (next) => {
            next[at.slowReads] = (next[at.slowReads] as number) - 1;
            next[from + of.fill] = via;
            next[from + of.filled] = fillOf(next, via);
            next[from + of.fillRecord] = next[from + of.record] as number;
            this.touch(next, via, 'read');
          },
        );
      }
    }
  }

  private anyReadsTable(world: World): boolean {
    return Array.from({ length: processesOf(world) }, (_, index) => index).some((index) => {
      const serves = world[processAt(index) + of.life] === life.up;
      return serves && this.readsOf(world, index) === 0;
    });
  }

  /** Until a write is through its cluster, table and cache differ as they do without a hand-over. */
  private isWrittenThrough(world: World, version: number): boolean {
    for (let index = 0; index < processesOf(world); index += 1)
      for (let slot = 0; slot < CALLS; slot += 1) {
        const begin = processAt(index) + of.calls + slot * CALL_SIZE;
        const throughCluster = world[begin + call.via] === viaOld || world[begin + call.via] === viaNew;
        if (throughCluster && world[begin + call.stage] === 1 && world[begin + call.version] === version) return true;
      }
    return false;
  }

  private touch(world: number[], via: number, what: 'read' | 'write'): void {
    const sealed = this.of(world).journal?.sealedAtMs !== undefined;
    for (const { flag, via: of, what: counted } of counters)
      if (of === via && (counted === 'requests' || counted === `${what}s`)) world[flag] = 0;
    if (via === viaOld) world[at.usedOld] = sealed ? 2 : Math.max(world[at.usedOld] as number, 1);
    if (via === viaNew) {
      world[at.emptyNew] = 0;
      if (sealed) world[at.usedNew] = 2;
    }
  }

  // Processes

  private lives(world: World, index: number, add: Add): void {
    const from = processAt(index);
    const state = world[from + of.life];
    const own = world[from + of.record] as number;
    const { record, recordId } = this.of(world);
    const become = (next: number[], to: number, follows = own) => {
      next[from + of.life] = to;
      next[from + of.record] = follows;
    };
    if (world[from + of.fill] !== 0)
      add(
        () => `a slow read ends, and is cached`,
        (next) => {
          const via = next[from + of.fill] as number;
          const cache = via === viaOld ? at.cacheOld : at.cacheNew;
          const held = next[cache] as number;
          const found = Math.max(
            next[from + of.filled] as number,
            next[via === viaOld ? at.throughOld : at.throughNew] as number,
          );
          next[cache] = held === NOTHING ? found : Math.max(held, found);
          next[via === viaOld ? at.agedOld : at.agedNew] = next[from + of.fillAged] as number;
          next[from + of.fill] = 0;
          next[from + of.filled] = 0;
          next[from + of.fillRecord] = 0;
          next[from + of.fillAged] = 0;
        },
      );
    const { registersLate } = this.subject;
    switch (state) {
      case life.absent:
        if (this.scenario.joins || world[at.kills] !== this.scenario.budget.kills)
          add(
            () => `a process starts and reads the record (phase ${record.phase})`,
            (next) => become(next, registersLate ? life.unregistered : life.joining, recordId),
          );
        return;
      case life.joining:
        add(
          () => `${this.who(world, index)} registers`,
          (next) => become(next, life.registered),
        );
        return;
      case life.registered:
        add(
          () => `${this.who(world, index)} reads the record again (phase ${record.phase}) and serves`,
          (next) => become(next, life.up, recordId),
        );
        return;
      case life.unregistered:
        add(
          () => `${this.who(world, index)} registers`,
          (next) => become(next, life.up),
        );
        return;
      case life.up: {
        if (own !== recordId) {
          const step = stepBetween(this.records[own] as EndpointRecord, record);
          const follows = step.kind === 'step' || this.subject.followsJumps;
          add(
            () => `${this.who(world, index)} adopts phase ${record.phase}${record.hold ? ' (writes held)' : ''}`,
            (next) => become(next, life.up, recordId),
            follows || step.kind !== 'refused' ? undefined : `a process refuses the record: ${step.why}`,
          );
        }
        if ((world[at.kills] as number) > 0)
          add(
            () => `${this.who(world, index)} is killed`,
            (next) => {
              next[at.kills] = (next[at.kills] as number) - 1;
              become(next, life.dead);
            },
          );
        if ((world[at.losses] as number) > 0)
          add(
            () => `${this.who(world, index)} loses the ledger, and its lease ends`,
            (next) => {
              next[at.losses] = (next[at.losses] as number) - 1;
              become(next, life.unheard);
            },
          );
        return;
      }
      case life.dead: {
        const isOver = this.earlier(world, from, Number.POSITIVE_INFINITY);
        if (this.subject.goodbyeAtOnce || isOver.open + isOver.givenUp === 0)
          add(
            () => 'the lease of a killed process ends',
            (next) => become(next, life.absent, 0),
          );
        return;
      }
      case life.unheard:
        add(
          () => `${this.who(world, index)} finds the ledger again, and joins anew`,
          (next) => become(next, life.joining, recordId),
        );
        return;
      default:
        return;
    }
  }

  private writes(world: World, index: number, add: Add): void {
    if ((world[at.writes] as number) === 0) return;
    const via = this.writesOf(world, index);
    if (via === 0) return;
    const from = processAt(index);
    const slots = Array.from({ length: CALLS }, (_, slot) => from + of.calls + slot * CALL_SIZE);
    if (slots.some((begin) => world[begin] !== 0 && world[begin + call.givenUp] === 0)) return;
    const free = slots.find((begin) => world[begin] === 0);
    if (free === undefined) return;
    const begin = (next: number[], route: number) => {
      next[at.writes] = (next[at.writes] as number) - 1;
      next[free + call.via] = route;
      next[free + call.record] = next[from + of.record] as number;
      this.touch(next, route, 'write');
    };
    add(
      () => `${this.who(world, index)} sends a write through ${nameOf(via)}`,
      (next) => begin(next, via),
    );
    if (via === viaTable || (world[at.fallbacks] as number) === 0 || world[from + of.life] === life.literal) return;
    const routes = this.routes[world[from + of.record] as number] as Routes;
    if (routes.writesAround || this.subject.fallsBackInPhases)
      add(
        () => `${this.who(world, index)} cannot reach ${nameOf(via)} and writes to the table`,
        (next) => {
          next[at.fallbacks] = (next[at.fallbacks] as number) - 1;
          begin(next, around);
        },
      );
  }

  private travels(world: World, index: number, slot: number, add: Add): void {
    const begin = processAt(index) + of.calls + slot * CALL_SIZE;
    const via = world[begin + call.via] as number;
    if (via === 0) return;
    const stage = world[begin + call.stage] as number;
    const version = world[begin + call.version] as number;
    const givenUp = world[begin + call.givenUp] === 1;
    const route = nameOf(via);
    const over = (next: number[]) => next.fill(0, begin, begin + CALL_SIZE);
    const isLast = stage === (via === viaOld || via === viaNew ? 2 : 1);
    if (stage === 0)
      add(
        () => `the write through ${route} lands in the table as version ${(world[at.version] as number) + 1}`,
        (next) => {
          next[at.version] = (next[at.version] as number) + 1;
          next[begin + call.stage] = 1;
          this.touch(next, via, 'write');
          next[begin + call.version] = next[at.version] as number;
        },
      );
    else if (!isLast) {
      add(
        () => `${route} caches version ${version}`,
        (next) => {
          const [cache, aged, through] =
            via === viaOld ? [at.cacheOld, at.agedOld, at.throughOld] : [at.cacheNew, at.agedNew, at.throughNew];
          next[begin + call.stage] = 2;
          // Within one cluster an older write does not overtake a newer one.
          if (version < (next[through] as number)) return;
          next[cache] = version;
          // The age is longer than a life in the cache by as much as a call can take.
          next[aged] = next[begin + call.aged] as number;
          next[through] = version;
        },
      );
      if ((world[at.crashes] as number) > 0)
        add(
          () => `the node of ${route} dies before it caches version ${version}`,
          (next) => {
            next[at.crashes] = (next[at.crashes] as number) - 1;
            over(next);
          },
        );
    }
    const dead = world[processAt(index) + of.life] === life.dead || world[processAt(index) + of.life] === life.absent;
    if (givenUp || dead) {
      if (isLast || stage === 0)
        add(
          () => (isLast ? `nobody waits for version ${version}` : `a given-up write through ${route} never lands`),
          over,
        );
      return;
    }
    if (isLast)
      add(
        () => `the writer is told of version ${version}`,
        (next) => {
          if (via !== around || this.isBridge(world[begin + call.record] as number))
            next[at.acknowledged] = Math.max(next[at.acknowledged] as number, version);
          over(next);
        },
      );
    if ((world[at.givenUps] as number) > 0)
      add(
        () => `the write through ${route} is given up`,
        (next) => {
          next[at.givenUps] = (next[at.givenUps] as number) - 1;
          next[begin + call.givenUp] = 1;
        },
      );
  }

  /** Where all read from the table nothing may be stale, writes around DAX included. */
  private isBridge(record: number): boolean {
    const { phase } = this.records[record] as EndpointRecord;
    return phase === 1 || phase === 2;
  }

  private readsOf(world: World, index: number): number {
    const from = processAt(index);
    const state = world[from + of.life];
    if (state === life.literal) return this.scenario.literal === 'reads' ? viaOld : 0;
    if (state !== life.up && state !== life.unregistered && state !== life.unheard) return 0;
    return this.via((this.routes[world[from + of.record] as number] as Routes).reads);
  }

  private writesOf(world: World, index: number): number {
    const from = processAt(index);
    const state = world[from + of.life];
    if (state === life.literal) return viaOld;
    if (state !== life.up && state !== life.unregistered && state !== life.unheard) return 0;
    const { writes, writesHeld } = this.routes[world[from + of.record] as number] as Routes;
    if (writesHeld && !this.subject.ignoresHold) return 0;
    return this.via(writes) || viaTable;
  }

  private via(name: string | null): number {
    if (name === null) return 0;
    return name === 'a' ? viaOld : viaNew;
  }

  private who(world: World, index: number): string {
    const from = processAt(index);
    if (world[from + of.life] === life.literal) return 'the one that never follows';
    const record = this.records[world[from + of.record] as number] as EndpointRecord;
    return `a process in phase ${record.phase}${record.hold ? ' (writes held)' : ''}`;
  }

  // Numbers for records

  private of(world: World): Controlled {
    return this.controlled[world[at.record] as number] as Controlled;
  }

  private controlledId(record: EndpointRecord, journal: Journal | undefined): number {
    const plain = journal && {
      ...journal,
      sinceMs: 0,
      ...(journal.sealedAtMs === undefined ? {} : { sealedAtMs: nowMs }),
      ...(journal.turned === undefined ? {} : { turned: '' }),
    };
    const recordId = this.recordId(record);
    return this.number(`controlled ${recordId} ${JSON.stringify(plain)}`, this.controlled, {
      record,
      journal: plain,
      recordId,
    });
  }

  private recordId(record: EndpointRecord): number {
    const id = this.number(`record ${JSON.stringify(record)}`, this.records, record);
    this.routes[id] ??= routesOf(record);
    return id;
  }

  private intentId(base: number, next: Next, text: string): number {
    return this.number(`intent ${base} ${JSON.stringify(next)}`, this.intents, { base, next, text }) + 1;
  }

  private number<Thing>(key: string, things: Thing[], thing: Thing): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    things.push(thing);
    this.numbers.set(key, things.length - 1);
    return things.length - 1;
  }
}

type Add = (text: () => string, change: (next: number[]) => void, violation?: string) => void;

const fillOf = (world: readonly number[], via: number): number =>
  Math.max(world[at.replica] as number, world[via === viaOld ? at.throughOld : at.throughNew] as number);

const nameOf = (via: number): string => ['nothing', 'old', 'new', 'the table', 'the table instead'][via] as string;

const turns = ({ kind }: Next): boolean => kind === 'roll-back' || kind === 'done';

function textOf(next: Next): string {
  switch (next.kind) {
    case 'write-record':
    case 'roll-back':
      return `${next.kind === 'roll-back' ? 'turns round: ' : ''}${next.journal.stage} (phase ${next.record.phase})`;
    case 'mark':
      return next.journal.sealedAtMs === undefined ? 'begins to wait' : 'seals';
    case 'start-warming':
      return 'has new warmed';
    case 'done':
      return `over: ${next.outcome}`;
    default:
      return next.kind;
  }
}

/** Processes that differ in nothing but their place are interchangeable, and so are the calls of one. */
function sorted(world: number[]): World {
  const count = processesOf(world);
  for (let index = 0; index < count; index += 1) {
    const begin = processAt(index) + of.calls;
    if (isLess(world, begin, begin + CALL_SIZE, CALL_SIZE)) swap(world, begin, begin + CALL_SIZE, CALL_SIZE);
  }
  for (let index = 1; index < count; index += 1)
    for (let other = index; other > 0; other -= 1) {
      const [left, right] = [processAt(other - 1), processAt(other)];
      if (!isLess(world, right, left, PROCESS_SIZE)) break;
      swap(world, left, right, PROCESS_SIZE);
    }
  return world;
}

function isLess(world: readonly number[], left: number, right: number, size: number): boolean {
  for (let index = 0; index < size; index += 1) {
    const difference = (world[left + index] as number) - (world[right + index] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function swap(world: number[], left: number, right: number, size: number): void {
  for (let index = 0; index < size; index += 1) {
    const kept = world[left + index] as number;
    world[left + index] = world[right + index] as number;
    world[right + index] = kept;
  }
}
