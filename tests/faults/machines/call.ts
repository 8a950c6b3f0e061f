import type { Fault } from '../fault-cells';
import { type AttemptFault, heard, type Outcome } from '../faulty-call';
import type { Attempt } from './attempt';
import { operationsOf } from './cells';
import { nameOf, type StatesRun } from './states-run';

/** `isOld`: AWS has known for a minute what the call asks about, and does not say that it does not exist. */
export type Call = <Value>(
  operation: string,
  effect: () => Value | Promise<Value>,
  about?: { readonly isOld: boolean },
) => Promise<Value>;

/** The AWS calls of one attempt: each takes a while, in which everything else may happen, and meets what the schedule says. */
export function callsOf(run: StatesRun, attempt: Attempt): Call {
  return <Value>(
    operation: string,
    effect: () => Value | Promise<Value>,
    about: { readonly isOld: boolean } = { isOld: false },
  ): Promise<Value> =>
    new Promise((resolve, reject) => {
      if (operationsOf[`${attempt.machine} ${attempt.state}`]?.includes(operation) !== true) {
        run.violate(`${attempt.state} calls ${operation}, which is not in its list`);
      }
      const hear = (outcome: Outcome): void => {
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.value as Value);
      };
      const land = (fault: Fault | undefined): void =>
        run.at(latencyMs(run, attempt), async () => {
          if (!attempt.alive) return;
          if (fault !== undefined)
            run.note(() => `${nameOf(attempt.execution)} ${attempt.state} ${operation}: ${JSON.stringify(fault)}`);
          const outcome = await heard(operation, fault, effect, (one) => befall(run, attempt, one, land));
          if (outcome !== 'nothing is heard') hear(outcome);
        });
      // Drawn when the call is made, so that skipping is by the order of calls.
      const { machine, state } = attempt;
      const may = (fault: Fault) => !(denies(fault) && about.isOld);
      land(run.strikes.strike({ machine, state, operation }, { stage: run.stage(), may })?.fault);
    });
}

function latencyMs({ random }: StatesRun, { heard }: Attempt): number {
  if (!heard) return random.chance(0.5) ? random.below(28_000) : random.below(500);
  return random.chance(0.02) ? random.below(3_000) : random.between(2, 100);
}

async function befall(
  run: StatesRun,
  attempt: Attempt,
  fault: AttemptFault,
  again: (fault: undefined) => void,
): Promise<void> {
  switch (fault.kind) {
    case 'crash':
      attempt.alive = false;
      run.at(100, () => attempt.fail('Runtime.ExitError'));
      return;
    case 'late':
      attempt.fail('Lambda.Unknown');
      again(undefined);
      return;
    case 'stop':
      attempt.heard = false;
      if (fault.attempt === 'dies') attempt.alive = false;
      else again(undefined);
      await run.end(attempt.execution, fault.status);
  }
}

/** Descriptions are eventually consistent: what is young may not be known yet. Of what is old AWS does not say so. */
const denies = (fault: Fault): boolean =>
  fault.kind === 'error' && ['ClusterNotFoundFault', 'ExecutionDoesNotExist'].includes(fault.error.name);
