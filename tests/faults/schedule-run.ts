import { type DecisionRecord, type Flow, type FunctionName, runFunction, type runStep } from '../../shared/flow';
import { MemoryLedger, targetKey, thawUpdate } from '../../shared/ledger';
import { parseRequest } from '../../shared/request';
import { AslMachine, type Stop } from '../protocol/asl-machine';
import { config, decideByNeed, Resources } from './aws-in-memory';
import { judgeEnd, judgeOwners, judgeRecord, judgeRest, targetOf, turnOf } from './judge';
import { Faults, type Plan, planOf, type TargetName, targetNames } from './plan';
import { portsFor } from './ports-in-memory';
import { type Attempt, depthOf, failureOf, type MachineName, type Proc, type Verdict } from './run-parts';

const machines = { rightsize: AslMachine.named('rightsize'), recovery: AslMachine.named('recovery') };
export const startMs = Date.parse('2026-11-24T12:00:00.000Z');
const handlerLifeMs = 30_000;
const tickMs = 10 * 60_000;
const mostEvents = 30_000;

export interface Options {
  readonly log?: boolean;
  /** The steps, with one of their guards taken out. */
  readonly run?: typeof runStep;
}

/** One schedule from its seed to its end, on the machines' own definitions with the real steps, in the time of a clock of its own. */
export async function runSchedule(seed: number, options: Options = {}): Promise<Verdict> {
  const run = new ScheduleRun(planOf(seed), options);
  return run.play();
}

export class ScheduleRun {
  nowMs = startMs;
  readonly ledger = new MemoryLedger();
  readonly resources: Readonly<Record<TargetName, Resources>>;
  readonly faults: Faults;
  readonly procs: Proc[] = [];
  readonly violations: string[] = [];
  changes = 0;
  readonly #log: string[] = [];
  readonly #queue: { readonly atMs: number; readonly order: number; readonly run: () => unknown }[] = [];
  #order = 0;
  #attempts = 0;
  #frozen = false;

  constructor(
    readonly plan: Plan,
    readonly options: Options,
  ) {
    this.resources = { t: new Resources('t', plan.random), u: new Resources('u', plan.random) };
    this.faults = new Faults(plan);
  }

  async play(): Promise<Verdict> {
    const { crashes } = this.plan;
    if (crashes > 0) await this.ledger.update({ key: targetKey('t'), set: { crashes } });
    for (const wake of this.plan.wakes) this.#planWake(wake);
    await this.#untilQuiet();
    this.faults.stop();
    judgeRest(this);
    await this.#converge();
    judgeEnd(this);
    return {
      seed: this.plan.seed,
      violations: this.violations,
      struck: this.faults.struck,
      executions: this.procs.length,
      changes: this.changes,
      frozen: this.#frozen,
      log: this.#log,
    };
  }

  #planWake({ atMs, target, need, delaysMs, plan }: Plan['wakes'][number]): void {
    this.at(atMs, () => {
      const resources = this.resources[target];
      resources.need = need;
      resources.wakes += 1;
      const wake = resources.wakes;
      this.note(() => `wake ${wake} of ${target}: ${need.nodes} nodes, ${need.mode}`);
      for (const delayMs of delaysMs)
        this.at(delayMs, () => this.begin('rightsize', { target, reason: 'load' }, target, wake));
      if (plan) this.at(this.plan.random.below(5_000), () => this.begin('rightsize', { target, mode: 'plan' }, target));
    });
  }

  /** Faults are over: the schedule starts every target, until it wants nothing any more. */
  async #converge(): Promise<void> {
    const used = this.#used();
    const frozen = used.filter((name) => targetOf(this, name).frozen !== undefined);
    for (const name of frozen) {
      this.#frozen = true;
      await this.ledger.update(thawUpdate(name));
    }
    await this.#tick();
    // A turn that a dead execution left is freed by whoever wants to change something next.
    if (turnOf(this) !== undefined) {
      const { need } = this.resources.t;
      this.resources.t.need = { ...need, nodes: need.nodes === 9 ? 8 : need.nodes + 1 };
      await this.#tick();
    }
  }

  async #tick(): Promise<void> {
    for (let tick = 0; tick < 12; tick += 1) {
      this.nowMs += tickMs;
      for (const name of this.#used())
        this.at(0, () => this.begin('rightsize', { target: name, reason: 'schedule' }, name));
      await this.#untilQuiet();
      if (this.#used().every((name) => this.#isThere(name))) return;
    }
  }

  #used(): readonly TargetName[] {
    return targetNames.filter((name) => name === 't' || this.resources[name].wakes > 0);
  }

  #isThere(name: TargetName): boolean {
    const { nodes, mode, need } = this.resources[name];
    return nodes === need.nodes && mode === need.mode && !this.resources[name].isBusy(this.nowMs);
  }

  async #untilQuiet(): Promise<void> {
    for (let events = 0; this.#queue.length > 0; events += 1) {
      if (events > mostEvents) {
        this.violate(`no end after ${mostEvents} events`);
        this.#queue.length = 0;
        return;
      }
      const [next] = this.#queue.splice(this.#first(), 1);
      if (next === undefined) return;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      await next.run();
      judgeOwners(this);
    }
  }

  #first(): number {
    let first = 0;
    for (let index = 1; index < this.#queue.length; index += 1) {
      const one = this.#queue[index];
      const best = this.#queue[first];
      if (one && best && (one.atMs < best.atMs || (one.atMs === best.atMs && one.order < best.order))) first = index;
    }
    return first;
  }

  at(delayMs: number, run: () => unknown): void {
    this.#order += 1;
    this.#queue.push({ atMs: this.nowMs + delayMs, order: this.#order, run });
  }

  async begin(machine: MachineName, input: unknown, target: TargetName, wake = 0): Promise<string> {
    const index = this.procs.length;
    const proc: Proc = {
      arn: `arn:x${index}`,
      machine,
      input,
      target,
      wake,
      bornWakes: this.resources[target].wakes,
      status: 'RUNNING',
      stoppedAtMs: 0,
      stop: undefined,
      now: this.#iso(),
      turn: 0,
      look: -1,
    };
    this.procs.push(proc);
    this.note(() => `${proc.arn} ${machine} begins with ${JSON.stringify(input).slice(0, 80)}`);
    for (const { execution, afterMs } of this.faults.areOver ? [] : this.plan.stops) {
      if (execution === index) this.at(afterMs, () => this.end(proc, 'ABORTED'));
    }
    this.at(0, async () => this.#enter(proc, await machines[machine].start(this.#execution(proc))));
    return proc.arn;
  }

  #execution = (proc: Proc) => ({ arn: proc.arn, input: proc.input, now: proc.now });

  #enter(proc: Proc, stop: Stop): void {
    proc.turn += 1;
    proc.stop = stop;
    const { turn } = proc;
    switch (stop.kind) {
      case 'wait':
        this.note(() => `${proc.arn} waits ${stop.seconds} s in ${stop.state}`);
        this.at(stop.seconds * 1_000 + 1, () =>
          this.#move(proc, turn, () => machines[proc.machine].afterWait(stop, this.#execution(proc))),
        );
        return;
      case 'task':
        this.#invoke(proc, stop);
        return;
      case 'ended':
        this.#finish(proc, stop);
    }
  }

  /** The next state is entered now; on a retry the entered time stays. */
  async #move(proc: Proc, turn: number, next: () => Promise<Stop>): Promise<void> {
    if (proc.status !== 'RUNNING' || proc.turn !== turn) return;
    proc.now = this.#iso();
    this.#enter(proc, await next());
  }

  #invoke(proc: Proc, stop: Stop & { readonly kind: 'task' }): void {
    const cell = this.faults.strike(proc.machine, stop.state, 'lambda:Invoke');
    if (cell === undefined) {
      this.#begun(proc, stop, true);
      return;
    }
    const { fault } = cell;
    this.note(() => `${proc.arn} ${stop.state}: Invoke meets ${JSON.stringify(fault)}`);
    const { random } = this.plan;
    switch (fault.kind) {
      case 'error':
        this.#failLater(proc, { Error: `Lambda.${fault.error.name}`, Cause: fault.error.name });
        return;
      case 'error-after':
        this.#begun(proc, stop, false);
        this.#failLater(proc, { Error: `Lambda.${fault.error.name}`, Cause: fault.error.name });
        return;
      case 'time-out':
        // Queued, it may begin long after the machine has given it up; or it is working, and its answer is lost.
        if (fault.effect) this.#begun(proc, stop, false);
        else if (random.chance(0.5)) this.at(random.below(120_000), () => this.#begun(proc, stop, false));
        this.#failLater(proc, { Error: 'States.Timeout', Cause: '' }, random.below(40_000));
        return;
      case 'late':
        this.at(random.below(60_000), () => this.#begun(proc, stop, false));
        this.#failLater(proc, { Error: 'Lambda.Unknown', Cause: '' });
        return;
      case 'crash':
        if (fault.effect) this.#begun(proc, stop, false);
        this.#failLater(proc, { Error: 'Runtime.ExitError', Cause: '' }, random.below(5_000));
        return;
      case 'stop':
        if (fault.attempt === 'lives') this.#begun(proc, stop, false);
        this.end(proc, fault.status);
        return;
      default:
        throw new Error(`${fault.kind} is nothing that happens to Invoke`);
    }
  }

  #failLater(proc: Proc, failure: { readonly Error: string; readonly Cause: string }, delayMs = 50): void {
    const { turn } = proc;
    this.at(delayMs, () => this.fail(proc, turn, failure));
  }

  #begun(proc: Proc, stop: Stop & { readonly kind: 'task' }, heard: boolean): void {
    this.#attempts += 1;
    const attempt: Attempt = {
      id: `attempt-${this.#attempts}`,
      proc,
      state: stop.state,
      fn: stop.fn as FunctionName,
      payload: stop.payload,
      turn: proc.turn,
      beganMs: this.nowMs,
      alive: true,
      heard,
      signal: () => {},
    };
    this.at(handlerLifeMs, () => {
      if (!attempt.alive) return;
      attempt.alive = false;
      if (attempt.heard) this.#failLater(proc, { Error: 'Sandbox.Timedout', Cause: '' });
    });
    this.at(heard ? this.plan.random.between(1, 40) : this.plan.random.below(2_000), () => this.#run(attempt));
  }

  async #run(attempt: Attempt): Promise<void> {
    const parked = this.nextSignal(attempt);
    const flow: Flow = {
      ledger: portsFor(this, attempt).ledger,
      parse: (input) => parseRequest(input, config),
      decide: decideByNeed,
      settleSeconds: handlerLifeMs / 1_000,
      ports: { config, ...portsFor(this, attempt).ports },
    };
    runFunction(flow, attempt.fn, attempt.payload, attempt.id, this.options.run).then(
      (result) => this.#answered(attempt, { result: JSON.parse(JSON.stringify(result)) }),
      (error: unknown) => this.#answered(attempt, { error }),
    );
    await parked;
  }

  nextSignal(attempt: Attempt): Promise<void> {
    return new Promise((resolve) => {
      attempt.signal = resolve;
    });
  }

  #answered(attempt: Attempt, outcome: { readonly result: unknown } | { readonly error: unknown }): void {
    attempt.signal();
    if (!attempt.alive) return;
    attempt.alive = false;
    const { proc, turn } = attempt;
    if ('error' in outcome) {
      const failure = failureOf(outcome.error);
      this.note(() => `${proc.arn} ${attempt.state} fails: ${failure.Error} ${failure.Cause}`);
      if (failure.Error === 'unexpected') this.violate(`${attempt.state} threw ${failure.Cause}`);
      if (attempt.heard) this.at(5, () => this.fail(proc, turn, failure));
      return;
    }
    this.note(() => `${proc.arn} ${attempt.state} answers ${JSON.stringify(outcome.result).slice(0, 120)}`);
    if (!attempt.heard) return;
    this.at(this.plan.random.between(1, 20), () =>
      this.#move(proc, turn, () => {
        const { stop } = proc;
        if (stop?.kind !== 'task') throw new Error('no task is under way');
        return machines[proc.machine].afterTask(stop, outcome.result, this.#execution(proc));
      }),
    );
  }

  async fail(proc: Proc, turn: number, failure: { readonly Error: string; readonly Cause: string }): Promise<void> {
    if (proc.status !== 'RUNNING' || proc.turn !== turn || proc.stop?.kind !== 'task') return;
    const stop = proc.stop;
    const next = await machines[proc.machine].afterFailure(stop, failure, this.#execution(proc));
    if (next.kind === 'task' && next.state === stop.state && next.retries > stop.retries) {
      proc.turn += 1;
      const waiting = proc.turn;
      const mostMs = Math.min(30, 2 * 2 ** stop.retries) * 1_000;
      this.at(this.plan.random.below(mostMs), () => {
        if (proc.status === 'RUNNING' && proc.turn === waiting) this.#enter(proc, next);
      });
      return;
    }
    await this.#move(proc, turn, () => machines[proc.machine].afterFailure(stop, failure, this.#execution(proc)));
  }

  /** From the outside: no Catch sees it. */
  end(proc: Proc, status: 'ABORTED' | 'TIMED_OUT' | 'FAILED'): void {
    if (proc.status !== 'RUNNING') return;
    proc.status = status;
    proc.stoppedAtMs = this.nowMs;
    this.note(() => `${proc.arn} is ${status}`);
    const event = {
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      detail: { executionArn: proc.arn, status, input: JSON.stringify(proc.input) },
    };
    const { random, duplicateEvents } = this.plan;
    const begin = () => this.begin('recovery', event, proc.target).then(() => {});
    this.at(random.chance(0.2) ? random.below(300_000) : random.below(2_000), begin);
    if (duplicateEvents) this.at(random.below(600_000), begin);
    if (depthOf(event) > 3) this.#excuseAll(proc.target);
  }

  #finish(proc: Proc, { status, output }: Stop & { readonly kind: 'ended' }): void {
    if (status === 'FAILED') {
      this.end(proc, 'FAILED');
      return;
    }
    proc.status = 'SUCCEEDED';
    proc.stoppedAtMs = this.nowMs;
    if (proc.machine === 'recovery') return;
    const record = (output ?? {}) as DecisionRecord;
    this.note(() => `${proc.arn} ends: ${record.outcome} ${record.reasonCodes}`);
    judgeRecord(this, proc, record);
    const resources = this.resources[proc.target];
    if (record.outcome === 'coalesced' || (proc.input as { readonly mode?: string }).mode === 'plan') return;
    resources.covered = Math.max(resources.covered, proc.look);
    if (record.outcome !== 'failed') return;
    // A failure is an answer too: people are told, and the schedule looks again.
    if (proc.wake > 0) resources.excused.add(proc.wake);
    else resources.covered = Math.max(resources.covered, proc.bornWakes);
  }

  #excuseAll(name: TargetName): void {
    this.resources[name].covered = this.resources[name].wakes;
  }

  violate(text: string): void {
    if (this.violations.at(-1) === text) return;
    this.note(() => `VIOLATION ${text}`);
    this.violations.push(text);
  }

  note(text: () => string): void {
    if (this.options.log === true)
      this.#log.push(`${((this.nowMs - startMs) / 1_000).toFixed(3).padStart(10)} s  ${text()}`);
  }

  #iso = (): string => new Date(this.nowMs).toISOString();
}
