import { mayDelete, type Next, type Outcome } from '../../../shared/handover';
import { age, elapse, hasAged } from './ages';
import { isOver } from './checker';
import type { ControllerView } from './controller-view';
import { notQuiet } from './counters';
import type { FleetView } from './fleet-view';
import type { Add } from './move';
import type { Serving } from './serving';
import type { Setting } from './setting';
import { elapsedMs, nowMs, overdueMs } from './times';
import { nameOf, viaNew, viaOld } from './ways';
import { at, NOTHING, type World } from './world';

const outcomes: readonly Outcome[] = [
  'introduced',
  'replaced',
  'removed',
  'rolled-back',
  'rolled-back-to-table',
  'not-started',
];

/** Moves of the controller: it looks, writes, and deletes afterwards. */
export class Controller {
  constructor(
    private readonly setting: Setting,
    private readonly serving: Serving,
    private readonly view: ControllerView,
    private readonly fleets: FleetView,
  ) {}

  control(world: World, add: Add): void {
    const intent = world[at.intent] as number;
    if (intent > 0) {
      const known = this.setting.records.intents[intent - 1];
      if (known === undefined) throw new Error('an intent that was never had');
      add(
        () => `${known.text}: written`,
        (next) => {
          next[at.intent] = 0;
          if (known.base === world[at.record]) this.carryOut(next, known.next);
        },
      );
    }
    if (isOver(world)) {
      this.afterwards(world, add);
      return;
    }
    const time = world[at.elapsed] === 1 ? elapsedMs : nowMs;
    this.look(world, this.view.decide(world, time), 'controller', add);
    if ((world[at.turns] as number) === 0) return;
    const turning: Add = (text, change) =>
      add(text, (next) => {
        next[at.turns] = (next[at.turns] as number) - 1;
        change(next);
      });
    const stopped = this.view.decide(world, time, 'by hand');
    const overdue = this.view.decide(world, overdueMs);
    if (turns(stopped)) this.look(world, stopped, 'by hand', turning);
    else if (turns(overdue)) this.look(world, overdue, 'time-out', turning);
  }

  private look(world: World, next: Next, who: string, add: Add): void {
    if (next.kind === 'wait') {
      const waitsForTime = next.untilMs !== undefined && world[at.elapsed] === 0;
      const ages = next.gate === 'new-aged' || next.gate === 'old-aged';
      if (waitsForTime && !(ages && hasAged(world)))
        add(
          () => `time passes: ${next.gate}`,
          (then) => elapse(then, next.gate),
        );
      return;
    }
    const text = () => `${who}: ${textOf(next)}`;
    if (next.kind === 'refuse') add(text, () => {}, `the controller refuses: ${next.text}`);
    else if (!this.setting.scenario.slowController) add(text, (then) => this.carryOut(then, next));
    else if (world[at.intent] === 0)
      add(
        () => `${text()}: seen`,
        (then) => {
          then[at.intent] = this.setting.records.intentId(world[at.record] as number, next, text());
        },
      );
  }

  private carryOut(world: number[], next: Next): void {
    switch (next.kind) {
      case 'write-record':
      case 'roll-back':
        world[at.record] = this.setting.records.controlledId(next.record, next.journal);
        this.newStage(world);
        return;
      case 'mark':
        world[at.record] = this.setting.records.controlledId(this.setting.records.of(world).record, next.journal);
        world[at.elapsed] = 0;
        world[at.usedOld] = Math.min(world[at.usedOld] as number, 1);
        world[at.usedNew] = 0;
        notQuiet(world);
        if (next.journal.sealedAtMs === undefined) return;
        world[at.sealed] = world[at.version] as number;
        world[at.agedOld] = world[at.cacheOld] === NOTHING ? 0 : 1;
        world[at.agedNew] = world[at.cacheNew] === NOTHING ? 0 : 1;
        age(world, 1);
        return;
      case 'start-warming':
        world[at.warming] = 1;
        return;
      case 'done':
        world[at.record] = this.setting.records.controlledId(this.setting.records.of(world).record, next.journal);
        world[at.ended] = 1 + outcomes.indexOf(next.outcome);
        this.newStage(world);
        return;
      case 'wait':
      case 'refuse':
        return;
    }
  }

  private newStage(world: number[]): void {
    notQuiet(world);
    for (const name of ['usedOld', 'usedNew', 'agedOld', 'agedNew', 'sealed', 'warming', 'elapsed'] as const)
      world[at[name]] = 0;
    age(world, 0);
  }

  private afterwards(world: World, add: Add): void {
    const { record, journal } = this.setting.records.of(world);
    if (journal?.ended === 'rolled-back' && (world[at.attempts] as number) > 0 && this.setting.clusters.old !== null)
      add(
        () => 'once more',
        (next) => {
          next[at.attempts] = (next[at.attempts] as number) - 1;
          next[at.ended] = 0;
          this.newStage(next);
        },
      );
    const next = this.view.decide(world, nowMs);
    if (next.kind === 'mark') this.look(world, next, 'controller', add);
    if (world[at.deleted] !== 0) return;
    for (const via of [viaOld, viaNew]) {
      const cluster = via === viaOld ? this.setting.clusters.old : this.setting.clusters.new;
      if (cluster === null) continue;
      const seen = this.view.observed(world, via);
      const anyTime = { quiet: { fromMs: 0, untilMs: elapsedMs } };
      const observation = this.setting.subject.deletesBeforeQuiet ? { ...seen, requests: anyTime } : seen;
      const plan = this.view.plan(world);
      const verdict = mayDelete({
        cluster,
        record,
        journal,
        plan,
        observation,
        fleet: this.fleets.fleet(world, record.epoch),
        tagged: 'ours',
      });
      if (verdict.kind === 'no') continue;
      const used = this.serving.users(world, via);
      add(
        () => `${nameOf(via)} is deleted`,
        (next) => {
          next[at.deleted] = via;
        },
        used ? `${nameOf(via)} is deleted while a process sends calls through it` : undefined,
      );
    }
  }
}

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
