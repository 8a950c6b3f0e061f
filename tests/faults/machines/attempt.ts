import { failureOf } from '../run-parts';
import { type MachineName, stateOf } from './cells';
import { machineOf, nameOf, type StatesRun } from './states-run';

export const handlerLifeMs = 30_000;

/** One attempt of a task. */
export interface Attempt {
  readonly execution: string;
  readonly machine: MachineName;
  readonly state: string;
  alive: boolean;
  /** The machine still waits for it. */
  heard: boolean;
  /** Lets the machine hear of a failure, while the attempt may go on. */
  fail(error: string): void;
}

export interface Invocation {
  readonly FunctionName: string;
  readonly Payload: Uint8Array;
}

interface Answer {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly Payload: Uint8Array;
}

/** A task's call of its function: runs the step, and meets what the schedule says. */
export function invoke(run: StatesRun, execution: string, { FunctionName, Payload }: Invocation): Promise<Answer> {
  const payload = JSON.parse(Buffer.from(Payload).toString()) as { readonly step: string };
  const state = stateOf[payload.step] ?? payload.step;
  const name = /function:daxpilot-([\w-]+)/.exec(FunctionName)?.[1] ?? '';
  const machine = machineOf(execution);
  const cell = run.strikes.strike({ machine, state, operation: 'lambda:Invoke' }, { stage: run.stage() });
  return new Promise((resolve) => {
    const attempt: Attempt = {
      execution,
      machine,
      state,
      alive: true,
      heard: true,
      fail(error) {
        if (attempt.heard) resolve(failed(error));
        attempt.heard = false;
      },
    };
    const begin = () => begun(run, { name, payload, attempt, resolve });
    if (cell === undefined) {
      run.at(run.random.between(1, 40), begin);
      return;
    }
    const { fault } = cell;
    run.note(() => `${nameOf(execution)} ${state}: Invoke meets ${JSON.stringify(fault)}`);
    const failLater = (error: string, delayMs = 50) => run.at(delayMs, () => attempt.fail(error));
    switch (fault.kind) {
      case 'error':
        failLater(`Lambda.${fault.error.name}`);
        return;
      case 'error-after':
        run.at(run.random.below(2_000), begin);
        failLater(`Lambda.${fault.error.name}`);
        return;
      case 'time-out':
        // Queued, it may begin long after the machine has given it up; or it is working, and its answer is lost.
        if (fault.effect) run.at(run.random.below(2_000), begin);
        else if (run.random.chance(0.5)) run.at(run.random.below(120_000), begin);
        failLater('States.Timeout', run.random.below(39_000));
        return;
      case 'late':
        run.at(run.random.below(60_000), begin);
        failLater('Lambda.Unknown');
        return;
      case 'crash':
        if (fault.effect) run.at(run.random.below(2_000), begin);
        failLater('Runtime.ExitError', run.random.below(5_000));
        return;
      case 'stop':
        if (fault.attempt === 'lives') run.at(run.random.below(2_000), begin);
        attempt.heard = false;
        run.at(1, () => run.end(execution, fault.status));
        return;
      default:
        throw new Error(`${fault.kind} is nothing that happens to Invoke`);
    }
  });
}

interface Begun {
  readonly name: string;
  readonly payload: unknown;
  readonly attempt: Attempt;
  readonly resolve: (answer: Answer) => void;
}

function begun(run: StatesRun, { name, payload, attempt, resolve }: Begun): void {
  // What the machine does not hear of any more lives on as long as any handler.
  run.at(handlerLifeMs, () => {
    if (!attempt.alive) return;
    attempt.alive = false;
    attempt.fail('Sandbox.Timedout');
  });
  const who = `${nameOf(attempt.execution)} ${attempt.state}`;
  run.run(name, payload, attempt).then(
    (result) => {
      run.note(() => `${who} answers ${JSON.stringify(result).slice(0, 160)}`);
      if (attempt.alive && attempt.heard) resolve({ StatusCode: 200, Payload: Buffer.from(JSON.stringify(result)) });
      attempt.alive = false;
    },
    (error: unknown) => {
      const { Error: type, Cause } = failureOf(error);
      run.note(() => `${who} fails: ${type} ${Cause.slice(0, 160)}`);
      if (type === 'unexpected') run.violate(`${attempt.state} threw ${Cause}`);
      if (attempt.alive) attempt.fail(type);
      attempt.alive = false;
    },
  );
}

/** As Lambda answers for a function that failed: the interpreter takes the type for the error's name. */
const failed = (errorType: string): Answer => ({
  StatusCode: 200,
  FunctionError: 'Unhandled',
  Payload: Buffer.from(JSON.stringify({ errorType, errorMessage: errorType })),
});
