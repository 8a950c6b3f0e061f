import {
  type ClusterObservation,
  type Next,
  nextStep,
  type Observations,
  type Plan,
  stageNames,
} from '../../../shared/handover';
import { counters } from './counters';
import type { FleetView } from './fleet-view';
import type { Setting } from './setting';
import { elapsedMs } from './times';
import { viaNew, viaOld } from './ways';
import { at, type World } from './world';

/** What the controller sees, and what the real one does next. */
export class ControllerView {
  private readonly decided = new Map<string, Next>();
  private readonly plans: Plan[] = [];

  constructor(
    private readonly setting: Setting,
    private readonly fleets: FleetView,
  ) {}

  decide(world: World, time: number, abort?: string): Next {
    const id = world[at.record] as number;
    const { record, journal } = this.setting.records.of(world);
    const fleet = this.fleets.fleet(world, record.epoch);
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
      ...(this.setting.clusters.old === null ? {} : { old: this.observed(world, viaOld) }),
      ...(this.setting.clusters.new === null ? {} : { new: this.observed(world, viaNew) }),
    };
    const { rules } = this.setting.subject;
    const next = nextStep({ plan: this.plan(world), record, journal, observations, nowMs: time, abort }, rules);
    this.decided.set(key, next);
    return next;
  }

  observed(world: World, via: number): ClusterObservation {
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
      itemTtlMs: this.setting.itemTtlMs,
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

  plan(world: World): Plan {
    const attempt = this.setting.scenario.budget.attempts - (world[at.attempts] as number);
    this.plans[attempt] ??= this.planOf(attempt);
    return this.plans[attempt];
  }

  private planOf(attempt: number): Plan {
    const timeouts = stageNames.map((name) => [name, 100_000_000] as const);
    return {
      id: `h${attempt}`,
      target: 't',
      procedure: this.setting.scenario.procedure,
      ...this.setting.clusters,
      itemTtlMs: this.setting.itemTtlMs,
      settleMs: 60_000,
      lagMs: 20_000,
      timeoutsMs: Object.fromEntries(timeouts) as Plan['timeoutsMs'],
    };
  }
}
