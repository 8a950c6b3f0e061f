import { freezeUpdate, thawUpdate } from '../../../shared/ledger';
import { type ReplaceFunction, runReplace } from '../../../shared/replace';
import { readItem } from '../../../shared/replace/item';
import { type HandOverPlan, handOverPlan, type PlannedExecution } from './hand-over-plan';
import { accountOf, handOverPorts, targetOf } from './hand-over-ports';
import { HandOverWorld } from './hand-over-world';
import type { Play, Played, PlayOptions } from './played';
import { lookOfSchedule } from './schedule-look';
import { machineOf, nameOf, StatesRun, startMs } from './states-run';

const hourMs = 3_600_000;
const finalOutcomes = ['introduced', 'replaced', 'removed', 'rolled-back', 'rolled-back-to-table', 'not-started'];

/** One hand-over with all that its seed says, to the end of every execution, and then to the end of the hand-over. */
export const playHandOver: Play = (seed, options) => playHandOverPlan(handOverPlan(seed), options);

export const playHandOverPlan = (plan: HandOverPlan, options: PlayOptions = {}): Promise<Played> =>
  new HandOver(plan, options).play();

class HandOver {
  readonly #run: StatesRun;
  readonly #world: HandOverWorld;
  readonly #outcomes: string[] = [];
  /** Somebody has asked for a look, and none was started since. */
  #unanswered = false;
  #successors = 0;
  #leftBehind: string | undefined;

  constructor(
    private readonly plan: HandOverPlan,
    options: PlayOptions,
  ) {
    const machines = { main: 'replace-cluster', recovery: 'replace-recovery' } as const;
    this.#run = new StatesRun(machines, plan, options, (name, payload, attempt) => {
      const ports = handOverPorts(this.#run, this.#world, attempt, (input) => this.#successor(input));
      return runReplace(options.handOver?.(ports) ?? ports, name as ReplaceFunction, payload);
    });
    this.#world = new HandOverWorld(this.#run, plan);
    this.#run.stage = () => this.#world.item()?.journal?.stage;
  }

  async play(): Promise<Played> {
    const run = this.#run;
    try {
      await run.create();
      await this.#world.begin();
      await run.clock.advance(10_000);
      await this.#start(this.#input());
      for (const { atMs, what } of this.plan.more) run.at(atMs, () => this.#startMore(what));
      for (const atMs of this.plan.wakesAtMs) run.at(atMs, () => this.#wake());
      this.#freezeAndThaw();
      await this.#rest('under faults');
      await this.#untilAllHasBegun();
      await this.#deleteWhatIsLeft();
      await this.#judgeLocksAtRest();
      await this.#judgeRecovery();
      await this.#judgeWakes();
      run.strikes.end();
      await this.#converge();
      await this.#judgeEnd();
    } finally {
      await run.stop();
    }
    const { executions, violations, log, strikes } = run;
    return {
      seed: this.plan.seed,
      violations,
      struck: strikes.struck,
      executions: executions.length,
      outcomes: this.#outcomes,
      log,
    };
  }

  #input(): object {
    const { kind, ifShort } = this.plan;
    return {
      target: 'products',
      kind,
      ...(ifShort === 'raise' && kind !== 'introduce' ? { raise: true } : {}),
      ...(ifShort === 'held' && kind === 'replace' ? { held: true } : {}),
      ...(kind === 'replace' ? { nodeType: 'dax.r5.xlarge' } : {}),
      ...(kind === 'introduce'
        ? { nodeType: 'dax.r5.large', nodes: 3, serviceRole: 'arn:aws:iam::123456789012:role/dax' }
        : {}),
    };
  }

  async #start(input: object): Promise<string> {
    const index = this.#run.executions.length;
    const arn = await this.#run.start(input);
    for (const { execution, afterMs } of this.plan.stops) {
      if (execution === index) this.#run.at(afterMs, () => this.#run.end(arn, 'ABORTED'));
    }
    return arn;
  }

  async #startMore(what: PlannedExecution['what']): Promise<void> {
    const record = this.#world.record();
    switch (what) {
      case 'again':
        await this.#start(this.#input());
        return;
      case 'stop':
        await this.#start({ ...this.#input(), stop: true, reason: 'changed my mind' });
        return;
      case 'delete-old':
        await this.#start({ ...this.#input(), deleteCluster: record?.old ?? 'products' });
        return;
      case 'delete-left':
        await this.#start({ ...this.#input(), deleteCluster: 'products' });
        return;
      case 'delete-new':
        await this.#start({ ...this.#input(), deleteCluster: record?.new ?? 'products' });
    }
  }

  /** As an alarm's execution does: it counts, and coalesces onto whoever holds the target and lives. Of a dead one it would take over. */
  async #wake(): Promise<void> {
    const { owner } = targetOf(this.#world);
    if (owner === undefined || (await this.#run.statusOf(owner)).kind !== 'running') return;
    this.#run.note(() => `somebody asks for a look and coalesces onto ${nameOf(owner)}`);
    this.#unanswered = true;
    await this.#world.ledger.update({ key: { pk: 'target#products', sk: 'state' }, increment: { wakeUps: 1 } });
  }

  #successor(input: unknown): string {
    this.#unanswered = false;
    this.#successors += 1;
    this.#run.note(() => `a look is started: ${JSON.stringify(input)}`);
    return `arn:rightsize:s${this.#successors}`;
  }

  async #rest(when: string): Promise<void> {
    const hours = this.plan.frozenMs === undefined ? 16 : 40;
    for (let hour = 0; hour < hours && !(await this.#run.untilRest(hourMs)); hour += 1) await this.#thaw();
    if (!(await this.#run.untilRest(0))) this.#run.violate(`no end ${when}`);
    await this.#run.clock.advance(60_000);
    for (const arn of this.#run.executions) await this.#judgeOutput(arn);
  }

  /** What is planned for later than the end of everything else. */
  async #untilAllHasBegun(): Promise<void> {
    const lastMs = startMs + 10_000 + Math.max(0, ...this.plan.more.map(({ atMs }) => atMs + 1));
    const leftMs = lastMs - this.#run.clock.now();
    if (leftMs > 0) await this.#run.clock.advance(leftMs);
    await this.#rest('of what began later');
  }

  readonly #judged = new Set<string>();

  /** Every execution that was not killed says what came of it. */
  async #judgeOutput(arn: string): Promise<void> {
    const { status, output } = await this.#run.describe(arn);
    if (status === 'RUNNING' || this.#judged.has(arn)) return;
    this.#judged.add(arn);
    const isRecovery = machineOf(arn) === 'replace-recovery';
    if (status !== 'SUCCEEDED') {
      this.#outcomes.push(isRecovery ? `recovery ${status}` : status);
      return;
    }
    if (isRecovery) {
      const { kind } = JSON.parse(output ?? '{}') as { readonly kind?: string };
      this.#run.note(() => `${nameOf(arn)} recovers: ${output}`);
      if (!['resume', 'look', 'frozen', 'ignored'].includes(kind ?? ''))
        this.#run.violate(`no answer of ${nameOf(arn)}: ${output}`);
      this.#outcomes.push(`recovery ${kind}`);
      return;
    }
    const result = JSON.parse(output ?? '{}') as { readonly outcome?: string; readonly leftBehind?: string | null };
    this.#run.note(() => `${nameOf(arn)} ends: ${output}`);
    if (typeof result.outcome !== 'string') this.#run.violate(`no outcome of ${nameOf(arn)}: ${output}`);
    this.#outcomes.push(result.outcome ?? 'none');
    if (typeof result.leftBehind === 'string') this.#leftBehind = result.leftBehind;
  }

  /** A person approves the deletion of what a hand-over left, also where it is not ours. */
  async #deleteWhatIsLeft(): Promise<void> {
    for (let times = this.plan.deletesAgain ? 2 : 1; times > 0; times -= 1) {
      if (this.#leftBehind === undefined || !(await this.#isOver())) return;
      await this.#run.clock.advance(5 * 60_000);
      await this.#start({ ...this.#input(), deleteCluster: this.#leftBehind });
      await this.#rest('of a deletion');
    }
  }

  #freezeAndThaw(): void {
    const { frozenMs } = this.plan;
    if (frozenMs === undefined) return;
    const frozen = { at: startMs, by: 'ops', reason: 'manual' } as const;
    this.#run.at(frozenMs.from, () => this.#world.ledger.update(freezeUpdate('products', frozen)));
    this.#run.at(frozenMs.until, () => this.#world.ledger.update(thawUpdate('products')));
  }

  /** A person has looked at a target that was frozen for its crashes. */
  async #thaw(): Promise<void> {
    if (targetOf(this.#world).frozen?.reason !== 'crashes') return;
    this.#run.note(() => 'a person thaws the target');
    await this.#world.ledger.update(thawUpdate('products'));
  }

  /**
   * What ended has let go: by itself, or by its recovery, if that came to its end. An attempt that was given up may come after both.
   */
  async #judgeLocksAtRest(): Promise<void> {
    const run = this.#run;
    if (run.strikes.struck.some(({ state }) => state === 'Admit' || state === 'Turn')) return;
    const isRecovered = await this.#recoveriesSucceeded();
    for (const holder of [targetOf(this.#world).owner, accountOf(this.#world).changing]) {
      const status = holder === undefined || !run.executions.includes(holder) ? undefined : await run.statusOf(holder);
      if (holder !== undefined && status?.kind === 'ended' && (status.status === 'SUCCEEDED' || isRecovered))
        run.violate(`lock left: ${nameOf(holder)} has ended ${status.status} and still holds`);
    }
  }

  /** What is under way goes on after a bad end, unless people have to look first. */
  async #judgeRecovery(): Promise<void> {
    const run = this.#run;
    if ((await this.#isOver()) || targetOf(this.#world).frozen !== undefined) return;
    if (!(await this.#recoveriesSucceeded())) return;
    const ends = await Promise.all(
      run.executionsOf('replace-cluster').map(async (arn) => ({ arn, ...(await run.describe(arn)) })),
    );
    const last = ends.toSorted((a, b) => (a.stopDate?.getTime() ?? 0) - (b.stopDate?.getTime() ?? 0)).at(-1);
    if (last !== undefined && last.status !== 'SUCCEEDED')
      run.violate(`nobody goes on: ${nameOf(last.arn)} is ${last.status}, and the hand-over is under way`);
  }

  /** Whoever asked for a look while a hand-over held the target gets one, also where what held it was killed. */
  async #judgeWakes(): Promise<void> {
    if (targetOf(this.#world).frozen !== undefined || !(await this.#recoveriesSucceeded())) return;
    if (this.#unanswered) this.#run.violate('lost wake-up: a look was asked for, and none was started since');
  }

  async #recoveriesSucceeded(): Promise<boolean> {
    for (const arn of this.#run.executionsOf('replace-recovery'))
      if ((await this.#run.describe(arn)).status !== 'SUCCEEDED') return false;
    return true;
  }

  async #isOver(): Promise<boolean> {
    const item = await readItem(this.#world.ledger, 'products');
    if (item.kind !== 'stored') return true;
    return item.work === undefined || item.journal?.ended !== undefined;
  }

  /** Faults are over. Whoever wants the hand-over to end starts it again, and the schedule looks at the target. */
  async #converge(): Promise<void> {
    for (let tries = 0; tries < 4 && !(await this.#isOver()); tries += 1) {
      await this.#thaw();
      await this.#run.clock.advance(60_000);
      await this.#start(this.#input());
      await this.#rest('after the faults');
    }
    if (targetOf(this.#world).owner !== undefined || accountOf(this.#world).changing !== undefined)
      await lookOfSchedule(this.#run, this.#world, (input) => this.#successor(input));
  }

  async #judgeEnd(): Promise<void> {
    const run = this.#run;
    const { owner } = targetOf(this.#world);
    const { changing } = accountOf(this.#world);
    if (owner !== undefined) run.violate(`lock left: ${nameOf(owner)} owns the target`);
    if (changing !== undefined) run.violate(`lock left: ${nameOf(changing)} has the account's turn`);
    const item = await readItem(this.#world.ledger, 'products');
    if (item.kind !== 'stored') {
      run.violate(`no end: the record is ${item.kind}`);
      return;
    }
    const { record, journal, work } = item;
    if (work !== undefined && (journal?.ended === undefined || !finalOutcomes.includes(journal.ended)))
      run.violate(`no end: the hand-over is in ${journal?.stage ?? 'no stage'} (${journal?.direction ?? 'not begun'})`);
    if (record.phase !== 0 || record.new !== null) run.violate(`no end: the record is in phase ${record.phase}`);
    if (record.old !== null && this.#world.describe(record.old)?.status !== 'available')
      run.violate(`the record leads to ${record.old}, which is not available`);
    if (this.#world.readUnits !== this.plan.tableUnits && work?.raised?.state !== 'kept')
      run.violate(`the table is left with ${this.#world.readUnits} read units, it had ${this.plan.tableUnits}`);
  }
}
