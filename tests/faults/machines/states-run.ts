import type { Clock, ControllableClock } from '../../../local/kernel/clock';
import { createLog } from '../../../local/kernel/log';
import { createPlatform, type PlatformHost } from '../../../local/kernel/platform';
import type { BusEvent, Principal } from '../../../local/kernel/service';
import { createVirtualClock } from '../../../local/kernel/virtual-clock';
import { createStepFunctionsService } from '../../../local/services/stepfunctions';
import type { ExecutionStatus } from '../../../shared/flow/ports';
import { Random } from '../random';
import { type Attempt, type Invocation, invoke } from './attempt';
import { definitionOf, type MachineName } from './cells';
import type { PlayOptions, Schedule } from './played';
import { Strikes } from './strikes';

export const startMs = Date.UTC(2026, 10, 24, 12);
const root: Principal = { kind: 'root', arn: 'arn:aws:iam::123456789012:root' };

export type RunFunction = (name: string, payload: unknown, attempt: Attempt) => Promise<unknown>;

/** The machine that is played, and the one that the rule on its bad ends starts. */
export interface PlayedMachines {
  readonly main: MachineName;
  readonly recovery?: MachineName;
}

/**
 * Machines on the interpreter of the local platform, with a clock that only moves when everything has come to rest. Their functions are the
 * real steps; each of their AWS calls goes through `call`, where everything may go wrong that the schedule says.
 */
export class StatesRun {
  readonly violations: string[] = [];
  /** Of both machines, in the order of their start. */
  readonly executions: string[] = [];
  readonly random: Random;
  readonly strikes: Strikes;
  readonly log: string[] = [];
  /** Where what is played stands: faults may be held until then. */
  stage: () => string | undefined = () => undefined;
  readonly clock: ControllableClock = createVirtualClock({ startMs, paused: true });
  readonly #host: PlatformHost = createPlatform({ clock: this.clock, log: createLog(() => this.clock.now()) });
  readonly #machineArns = new Map<MachineName, string>();
  readonly #startedMs = new Map<string, number>();
  /** What ends an execution at its time-out. */
  readonly #timeOuts = new Map<string, () => unknown>();
  readonly #timeOutsOfStarts: (() => unknown)[] = [];
  readonly #timeOutMs = new Set<number>();

  constructor(
    readonly machines: PlayedMachines,
    readonly schedule: Schedule,
    readonly options: PlayOptions,
    readonly run: RunFunction,
  ) {
    this.random = new Random(schedule.seed ^ 0x5bd1e995);
    this.strikes = new Strikes(schedule.faults);
    const platform = Object.create(this.#host, {
      clock: { value: this.#clockOfMachines() },
      emit: { value: (event: BusEvent) => this.#told(event) },
      // Invoke does not hold the clock: an attempt takes time of this very clock.
      call: {
        value: (service: string, operation: string, input: object, caller: Principal) =>
          service === 'lambda' && operation === 'Invoke'
            ? invoke(this, this.#executionOf(caller), input as Invocation)
            : this.#host.call(service, operation, input, caller),
      },
    }) as PlatformHost;
    this.#host.register(createStepFunctionsService(platform));
  }

  async create(): Promise<void> {
    const { main, recovery } = this.machines;
    for (const name of recovery === undefined ? [main] : [main, recovery]) {
      const { TimeoutSeconds } = definitionOf(name);
      this.#timeOutMs.add(TimeoutSeconds * 1_000);
      const definition = JSON.stringify(definitionOf(name), (_, value: unknown) => {
        const id = (value as { readonly 'Fn::GetAtt'?: readonly string[] } | null)?.['Fn::GetAtt']?.[0];
        return id === undefined ? value : functionArn(id);
      })
        // Seeds are played again: pauses of retries are at their longest, and not drawn.
        .replaceAll('"JitterStrategy":"FULL"', '"JitterStrategy":"NONE"');
      const input = { name, definition, roleArn: 'arn:aws:iam::123456789012:role/machine' };
      const { stateMachineArn } = await this.#states<{ stateMachineArn: string }>('CreateStateMachine', input);
      this.#machineArns.set(name, stateMachineArn);
    }
  }

  async start(input: object, machine: MachineName = this.machines.main): Promise<string> {
    const name = `x${this.executions.length + 1}`;
    const executionArn = `${this.#machineArns.get(machine)?.replace(':stateMachine:', ':execution:')}:${name}`;
    this.executions.push(executionArn);
    this.#startedMs.set(executionArn, this.clock.now());
    this.note(() => `${name} of ${machine} begins with ${JSON.stringify(input)}`);
    await this.#states('StartExecution', {
      stateMachineArn: this.#machineArns.get(machine),
      name,
      input: JSON.stringify(input),
    });
    const timeOut = this.#timeOutsOfStarts.shift();
    if (timeOut === undefined) throw new Error(`${machine} has no time-out`);
    this.#timeOuts.set(executionArn, timeOut);
    return executionArn;
  }

  /** From the outside, where no Catch sees it. A time-out comes now, however far away it is. */
  async end(executionArn: string, status: 'ABORTED' | 'TIMED_OUT'): Promise<void> {
    if ((await this.describe(executionArn)).status !== 'RUNNING') return;
    this.note(() => `${nameOf(executionArn)} is ${status}`);
    if (status === 'ABORTED') await this.#states('StopExecution', { executionArn });
    else await this.#timeOuts.get(executionArn)?.();
  }

  async describe(
    executionArn: string,
  ): Promise<{ readonly status: string; readonly output?: string; readonly stopDate?: Date }> {
    return this.#states('DescribeExecution', { executionArn });
  }

  async statusOf(executionArn: string): Promise<ExecutionStatus> {
    if (!this.executions.includes(executionArn)) return { kind: 'not-found' };
    const { status, stopDate } = await this.describe(executionArn);
    if (stopDate === undefined) return { kind: 'running' };
    return { kind: 'ended', status: status as 'SUCCEEDED', stoppedAtMs: stopDate.getTime() };
  }

  /** Whether AWS has known it for so long that it does not deny it. */
  isOlderThan(executionArn: string, ageMs: number): boolean {
    return this.clock.now() - (this.#startedMs.get(executionArn) ?? Number.POSITIVE_INFINITY) > ageMs;
  }

  executionsOf(machine: MachineName): readonly string[] {
    return this.executions.filter((arn) => machineOf(arn) === machine);
  }

  /** Lets time pass until no execution runs and no recovery is about to begin, or `mostMs` are over. */
  async untilRest(mostMs: number): Promise<boolean> {
    const endMs = this.clock.now() + mostMs;
    while (this.clock.now() < endMs) {
      if (await this.#isAtRest()) return true;
      await this.clock.advance(60_000);
    }
    return this.#isAtRest();
  }

  #toBegin = 0;

  async #isAtRest(): Promise<boolean> {
    if (this.#toBegin > 0) return false;
    for (const arn of this.executions) if ((await this.describe(arn)).status === 'RUNNING') return false;
    return true;
  }

  async stop(): Promise<void> {
    await this.#host.stop();
    this.clock.stop();
  }

  violate(text: string): void {
    if (this.violations.includes(text)) return;
    this.note(() => `VIOLATION ${text}`);
    this.violations.push(text);
  }

  note(text: () => string): void {
    if (this.options.log !== true) return;
    this.log.push(`${((this.clock.now() - startMs) / 1_000).toFixed(3).padStart(10)} s  ${text()}`);
  }

  at(delayMs: number, task: () => unknown): void {
    this.clock.at(this.clock.now() + delayMs, async () => {
      await task();
    });
  }

  /** The rule on bad ends: its event may come late, and twice. */
  #told(event: BusEvent): void {
    const { recovery } = this.machines;
    const { status } = event.detail as { readonly status: string };
    if (recovery === undefined || !['FAILED', 'TIMED_OUT', 'ABORTED'].includes(status)) return;
    const begin = (delayMs: number) => {
      this.#toBegin += 1;
      this.at(delayMs, () => {
        this.#toBegin -= 1;
        return this.start(event, recovery);
      });
    };
    begin(this.random.chance(0.2) ? this.random.below(300_000) : this.random.below(2_000));
    if (this.schedule.duplicateEvents === true) begin(this.random.below(600_000));
  }

  /** As the interpreter sees it: what it asks for at an execution's start is its time-out. */
  #clockOfMachines(): Clock {
    const { clock } = this;
    return {
      now: () => clock.now(),
      speed: clock.speed,
      paused: clock.paused,
      at: (dueMs, task) => {
        if (this.#timeOutMs.has(dueMs - clock.now())) this.#timeOutsOfStarts.push(task);
        return clock.at(dueMs, task);
      },
      every: (everyMs, task, options) => clock.every(everyMs, task, options),
      sleep: (ms, signal) => clock.sleep(ms, signal),
      hold: () => clock.hold?.() ?? (() => {}),
    };
  }

  /** The session of a machine's role is named after the execution. */
  #executionOf({ arn }: Principal): string {
    const name = arn.split('/').at(-1);
    const execution = this.executions.find((one) => nameOf(one) === name);
    if (execution === undefined) throw new Error(`${arn} is no execution of this run`);
    return execution;
  }

  #states<Output>(operation: string, input: object): Promise<Output> {
    return this.#host.call<Output>('states', operation, input, root);
  }
}

/** `ReplaceDashcontrolLambdaFunction` is the function `daxpilot-replace-control`. */
const functionArn = (id: string): string => {
  const name = id
    .replace(/LambdaFunction$/, '')
    .replaceAll('Dash', '-')
    .toLowerCase();
  return `arn:aws:lambda:us-east-1:123456789012:function:daxpilot-${name}`;
};

export const nameOf = (arn: string): string => arn.split(':').at(-1) ?? arn;
export const machineOf = (arn: string): MachineName => arn.split(':').at(-2) as MachineName;
