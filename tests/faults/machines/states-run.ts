import type { ControllableClock } from '../../../local/kernel/clock';
import { createLog } from '../../../local/kernel/log';
import { createPlatform, type PlatformHost } from '../../../local/kernel/platform';
import { createVirtualClock } from '../../../local/kernel/virtual-clock';
import { createStepFunctionsService } from '../../../local/services/stepfunctions';
import type { ExecutionStatus } from '../../../shared/flow/ports';
import { Random } from '../random';
import { failureOf } from '../run-parts';
import { definitionOf, type OtherMachine, stateOf } from './cells';
import type { PlayOptions, Schedule } from './played';
import { Strikes } from './strikes';

export const startMs = Date.UTC(2026, 10, 24, 12);
export const handlerLifeMs = 30_000;
const root = { kind: 'root', arn: 'arn:aws:iam::123456789012:root' } as const;

/** One attempt of a task. */
export interface Attempt {
  readonly execution: string;
  readonly state: string;
  readonly beganMs: number;
  alive: boolean;
  /** The machine still waits for it. */
  heard: boolean;
  /** Lets the machine hear of a failure, while the attempt may go on. */
  fail(error: string): void;
}

export type RunFunction = (name: string, payload: unknown, attempt: Attempt) => Promise<unknown>;

/**
 * A machine on the interpreter of the local platform, with a clock that only moves when everything has come to rest. Its functions are the
 * real steps; each of their AWS calls goes through `call`, where everything may go wrong that the schedule says.
 */
export class StatesRun {
  readonly violations: string[] = [];
  readonly executions: string[] = [];
  readonly random: Random;
  readonly strikes: Strikes;
  readonly log: string[] = [];
  readonly clock: ControllableClock = createVirtualClock({ startMs, paused: true });
  readonly #host: PlatformHost = createPlatform({ clock: this.clock, log: createLog(() => this.clock.now()) });
  #machineArn = '';
  #names = 0;

  constructor(
    readonly machine: OtherMachine,
    readonly schedule: Schedule,
    readonly options: PlayOptions,
    private readonly run: RunFunction,
  ) {
    this.random = new Random(schedule.seed ^ 0x5bd1e995);
    this.strikes = new Strikes(machine, schedule.faults);
    // Invoke does not hold the clock: an attempt takes time of this very clock.
    const platform = Object.create(this.#host, {
      call: {
        value: (service: string, operation: string, input: object, caller: typeof root) =>
          service === 'lambda' && operation === 'Invoke'
            ? this.#invoke(input as Invocation)
            : this.#host.call(service, operation, input, caller),
      },
    }) as PlatformHost;
    this.#host.register(createStepFunctionsService(platform));
  }

  async create(): Promise<void> {
    const definition = JSON.stringify(definitionOf(this.machine), (_, value: unknown) => {
      const id = (value as { readonly 'Fn::GetAtt'?: readonly string[] } | null)?.['Fn::GetAtt']?.[0];
      return id === undefined ? value : functionArn(id);
    })
      // Seeds are played again: pauses of retries are at their longest, and not drawn.
      .replaceAll('"JitterStrategy":"FULL"', '"JitterStrategy":"NONE"');
    const input = { name: this.machine, definition, roleArn: 'arn:aws:iam::123456789012:role/machine' };
    this.#machineArn = (await this.#states<{ stateMachineArn: string }>('CreateStateMachine', input)).stateMachineArn;
  }

  async start(input: object): Promise<string> {
    this.#names += 1;
    const { executionArn } = await this.#states<{ executionArn: string }>('StartExecution', {
      stateMachineArn: this.#machineArn,
      name: `x${this.#names}`,
      input: JSON.stringify(input),
    });
    this.executions.push(executionArn);
    this.note(() => `${nameOf(executionArn)} begins with ${JSON.stringify(input)}`);
    return executionArn;
  }

  async stop(executionArn: string): Promise<void> {
    if ((await this.describe(executionArn)).status !== 'RUNNING') return;
    this.note(() => `${nameOf(executionArn)} is stopped`);
    await this.#states('StopExecution', { executionArn });
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

  /** Lets time pass until no execution runs, or `mostMs` are over. */
  async untilRest(mostMs: number): Promise<boolean> {
    const endMs = this.clock.now() + mostMs;
    while (this.clock.now() < endMs) {
      if (await this.#isAtRest()) return true;
      await this.clock.advance(60_000);
    }
    return this.#isAtRest();
  }

  async #isAtRest(): Promise<boolean> {
    for (const arn of this.executions) if ((await this.describe(arn)).status === 'RUNNING') return false;
    return true;
  }

  async end(): Promise<void> {
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

  #states<Output>(operation: string, input: object): Promise<Output> {
    return this.#host.call<Output>('states', operation, input, root);
  }

  #invoke({ FunctionName, Payload }: Invocation): Promise<Answer> {
    const payload = JSON.parse(Buffer.from(Payload).toString()) as {
      readonly step: string;
      readonly execution: string;
    };
    const state = stateOf[payload.step] ?? payload.step;
    const name = /function:daxpilot-([\w-]+)/.exec(FunctionName)?.[1] ?? '';
    const cell = this.strikes.strike(state, 'lambda:Invoke');
    return new Promise((resolve) => {
      const attempt: Attempt = {
        execution: payload.execution,
        state,
        beganMs: this.clock.now(),
        alive: true,
        heard: true,
        fail(error) {
          if (attempt.heard) resolve(failed(error));
          attempt.heard = false;
        },
      };
      const begin = () => this.#begin(name, payload, attempt, resolve);
      if (cell === undefined) {
        this.at(this.random.between(1, 40), begin);
        return;
      }
      const { fault } = cell;
      this.note(() => `${nameOf(payload.execution)} ${state}: Invoke meets ${JSON.stringify(fault)}`);
      const failLater = (error: string, delayMs = 50) => this.at(delayMs, () => attempt.fail(error));
      switch (fault.kind) {
        case 'error':
          failLater(`Lambda.${fault.error.name}`);
          return;
        case 'error-after':
          this.at(this.random.below(2_000), begin);
          failLater(`Lambda.${fault.error.name}`);
          return;
        case 'time-out':
          // Queued, it may begin long after the machine has given it up; or it is working, and its answer is lost.
          if (fault.effect) this.at(this.random.below(2_000), begin);
          else if (this.random.chance(0.5)) this.at(this.random.below(120_000), begin);
          failLater('States.Timeout', this.random.below(39_000));
          return;
        case 'late':
          this.at(this.random.below(60_000), begin);
          failLater('Lambda.Unknown');
          return;
        case 'crash':
          if (fault.effect) this.at(this.random.below(2_000), begin);
          failLater('Runtime.ExitError', this.random.below(5_000));
          return;
        case 'stop':
          if (fault.attempt === 'lives') this.at(this.random.below(2_000), begin);
          attempt.heard = false;
          this.at(1, () => this.stop(payload.execution));
          return;
        default:
          throw new Error(`${fault.kind} is nothing that happens to Invoke`);
      }
    });
  }

  #begin(name: string, payload: unknown, begun: Attempt, resolve: (answer: Answer) => void): void {
    // What the machine does not hear of any more lives on as long as any handler.
    this.at(handlerLifeMs, () => {
      if (!begun.alive) return;
      begun.alive = false;
      begun.fail('Sandbox.Timedout');
    });
    this.run(name, payload, begun).then(
      (result) => {
        this.note(() => `${nameOf(begun.execution)} ${begun.state} answers ${JSON.stringify(result).slice(0, 160)}`);
        if (begun.alive && begun.heard) resolve({ StatusCode: 200, Payload: Buffer.from(JSON.stringify(result)) });
        begun.alive = false;
      },
      (error: unknown) => {
        const { Error: type, Cause } = failureOf(error);
        this.note(() => `${nameOf(begun.execution)} ${begun.state} fails: ${type} ${Cause.slice(0, 160)}`);
        if (type === 'unexpected') this.violate(`${begun.state} threw ${Cause}`);
        if (begun.alive) begun.fail(type);
        begun.alive = false;
      },
    );
  }
}

interface Invocation {
  readonly FunctionName: string;
  readonly Payload: Uint8Array;
}

interface Answer {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly Payload: Uint8Array;
}

/** As Lambda answers for a function that failed: the interpreter takes the type for the error's name. */
const failed = (errorType: string): Answer => ({
  StatusCode: 200,
  FunctionError: 'Unhandled',
  Payload: Buffer.from(JSON.stringify({ errorType, errorMessage: errorType })),
});

/** `ReplaceDashcontrolLambdaFunction` is the function `daxpilot-replace-control`. */
const functionArn = (id: string): string => {
  const name = id
    .replace(/LambdaFunction$/, '')
    .replaceAll('Dash', '-')
    .toLowerCase();
  return `arn:aws:lambda:us-east-1:123456789012:function:daxpilot-${name}`;
};

export const nameOf = (arn: string): string => arn.split(':').at(-1) ?? arn;
