import { asReview, asTarget, reviewKey, reviewRange, targetKey } from '../../../shared/ledger';
import { type Finding, type ReviewFunction, runReviewFunction } from '../../../shared/review';
import type { Play, Played, PlayOptions } from './played';
import { type ReviewPlan, reviewPlan } from './review-plan';
import { config, ReviewWorld, reviewPorts } from './review-ports';
import { nameOf, StatesRun, startMs } from './states-run';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A day and a half of reviews under faults, then a week and two days without. */
export const playReview: Play = (seed, options) => playReviewPlan(reviewPlan(seed), options);

export const playReviewPlan = (plan: ReviewPlan, options: PlayOptions = {}): Promise<Played> =>
  new Reviews(plan, options).play();

class Reviews {
  readonly #run: StatesRun;
  readonly #world: ReviewWorld;
  readonly #outcomes: string[] = [];
  readonly #judged = new Set<string>();
  #clearedAtMs: number | undefined;

  constructor(
    private readonly plan: ReviewPlan,
    options: PlayOptions,
  ) {
    this.#run = new StatesRun({ main: 'review' }, plan, options, (name, payload, attempt) => {
      const ports = reviewPorts(this.#world, attempt);
      return runReviewFunction(options.review?.(ports) ?? ports, name as ReviewFunction, payload);
    });
    this.#world = new ReviewWorld(this.#run, plan);
  }

  async play(): Promise<Played> {
    const run = this.#run;
    try {
      await run.create();
      await this.#world.begin();
      if (this.plan.override === 'of-a-person') await this.#override();
      for (const [index, atMs] of this.plan.startsAtMs.entries()) run.at(atMs, () => this.#start(index));
      await run.clock.advance((this.plan.startsAtMs.at(-1) ?? 0) + 1);
      await this.#rest();
      run.strikes.end();
      await this.#afterFaults();
    } finally {
      await run.stop();
    }
    const { executions, violations, log, strikes, schedule } = run;
    return {
      seed: schedule.seed,
      violations,
      struck: strikes.struck,
      executions: executions.length,
      outcomes: this.#outcomes,
      log,
    };
  }

  async #start(index: number): Promise<void> {
    const arn = await this.#run.start({});
    for (const { execution, afterMs } of this.plan.stops) {
      if (execution === index) this.#run.at(afterMs, () => this.#run.end(arn, 'ABORTED'));
    }
    // Long after any attempt of it, and before the next one.
    if (this.plan.override === 'cleared-once-held') this.#run.at(3 * hourMs, () => this.#clear());
  }

  async #rest(): Promise<void> {
    if (!(await this.#run.untilRest(4 * hourMs))) this.#run.violate('no end of a review');
    // What a killed review left alive has died.
    await this.#run.clock.advance(3 * 60_000);
    for (const arn of this.#run.executions) await this.#judge(arn);
    this.#judgeOverride();
  }

  async #override(): Promise<void> {
    const override = {
      by: 'arn:person',
      reason: 'sale',
      atMs: startMs,
      untilMs: startMs + 60 * dayMs,
      nodes: { min: 5 },
    };
    await this.#world.ledger.update({ key: targetKey('products'), set: { override } });
  }

  /** A person has looked, and ends the hold. */
  async #clear(): Promise<void> {
    const { override } = this.#target();
    const isTold = this.#world.notices.some(({ text }) => text.includes('drift-set-back'));
    if (override?.by !== 'review' || !isTold || this.#clearedAtMs !== undefined) return;
    this.#clearedAtMs = this.#run.clock.now();
    this.#run.note(() => 'a person ends the hold');
    await this.#world.ledger.update({ key: targetKey('products'), remove: ['override'] });
  }

  #target() {
    const { pk, sk } = targetKey('products');
    return asTarget(this.#world.ledger.contents().get(`${pk} ${sk}`));
  }

  #judgeOverride(): void {
    const { override } = this.#target();
    if (this.plan.override === 'of-a-person' && override?.by !== 'arn:person')
      this.#run.violate(`the override of a person is gone: ${JSON.stringify(override)}`);
    if (this.#clearedAtMs !== undefined && override !== undefined && !this.#isNewDrift())
      this.#run.violate('a person ended the hold and is overruled by a later review');
  }

  /** A drift that was over and has come again is another one. */
  #isNewDrift(): boolean {
    return this.plan.conditions.some(
      ({ what, untilMs, fromMs }) => what === 'set-back' && Number.isFinite(untilMs) && fromMs >= 0,
    );
  }

  async #judge(arn: string): Promise<void> {
    if (this.#judged.has(arn)) return;
    this.#judged.add(arn);
    const { status, output } = await this.#run.describe(arn);
    this.#outcomes.push(status);
    this.#run.note(() => `${nameOf(arn)} ends: ${status} ${output ?? ''}`);
    if (status !== 'SUCCEEDED') return;
    const { kind } = JSON.parse(output ?? '{}') as { readonly kind?: string };
    if (kind !== 'settled') this.#run.violate(`no outcome of ${nameOf(arn)}: ${output}`);
    const rows = await this.#rows('review');
    if (!rows.some(({ execution }) => execution === arn)) this.#run.violate(`no row of ${nameOf(arn)}`);
  }

  #rows(kind: 'review' | 'report') {
    const { pk, from, to } = reviewRange(kind, startMs, startMs + 60 * dayMs);
    return this.#world.ledger.query({ pk, from, to, limit: 500, order: 'oldest-first' });
  }

  async #afterFaults(): Promise<void> {
    const run = this.#run;
    await run.clock.advance(6 * hourMs);
    await this.#clean();
    await this.#judgeTold();
    const told = this.#world.notices.length;
    await run.clock.advance(6 * hourMs);
    // Nothing has changed since, so there is no news.
    if (this.#isCalm()) {
      await this.#clean();
      const news = this.#world.notices.slice(told).filter(({ kind }) => kind === 'finding');
      if (news.length > 0) run.violate(`told twice: ${news.map(({ subject }) => subject)}`);
    }
    await run.clock.advance(8 * dayMs);
    await this.#clean();
    await this.#judgeReports();
  }

  #isCalm(): boolean {
    const atMs = this.#run.clock.now() - startMs;
    return this.plan.conditions.every(
      ({ fromMs, untilMs }) => fromMs < atMs - 7 * hourMs && (untilMs > atMs || untilMs < atMs - 7 * hourMs),
    );
  }

  /** A review without faults succeeds, starts each target, and leaves open what there is to find. */
  async #clean(): Promise<void> {
    const run = this.#run;
    const beganMs = run.clock.now();
    const arn = await run.start({});
    await this.#rest();
    const { status, output } = await run.describe(arn);
    if (status !== 'SUCCEEDED') run.violate(`a review without faults is ${status}: ${output}`);
    for (const target of Object.keys(config.targets)) {
      const starts = this.#world.started.filter((one) => one.target === target && one.atMs >= beganMs);
      if (starts.length === 0) run.violate(`${target} is not started by a review without faults`);
    }
  }

  #open(): readonly Finding[] {
    const { pk, sk } = reviewKey;
    return (asReview(this.#world.ledger.contents().get(`${pk} ${sk}`)).open ?? []) as unknown as readonly Finding[];
  }

  async #judgeTold(): Promise<void> {
    const run = this.#run;
    const open = this.#open();
    const wanted = [
      ['undeclared-cluster', 'undeclared-cluster'],
      ['alarm-stuck', 'alarm-stuck products'],
      ['alarm-of-orders', 'alarm-stuck orders'],
      ['quota', 'quota-groups'],
      ['set-back', 'drift-set-back'],
    ] as const;
    for (const [what, print] of wanted) {
      const isOpen = open.some((one) => one.print.startsWith(print));
      if (this.#world.is(what) !== isOpen)
        run.violate(`${what} is ${isOpen ? 'told and over' : 'there and not found'}`);
    }
    for (const { code, target, resource } of open) {
      const isTold = this.#world.notices.some(
        (notice) =>
          notice.target === (target ?? 'account') &&
          notice.text.includes(`- ${code} `) &&
          notice.text.includes(resource),
      );
      if (!isTold) run.violate(`never told: ${code} ${resource}`);
    }
    if (open.some(({ code }) => code === 'not-reviewed')) run.violate('a target is still not reviewed');
  }

  async #judgeReports(): Promise<void> {
    const sent = this.#world.notices.filter(({ kind }) => kind === 'report').length;
    const kept = (await this.#rows('report')).length;
    if (sent === 0 || kept === 0) this.#run.violate(`after nine days ${sent} reports were sent and ${kept} kept`);
    if (kept > sent) this.#run.violate(`${kept} reports are kept, ${sent} were sent`);
  }
}
