import { toPortError } from '../../../shared/aws/port-error';
import { PortError } from '../../../shared/flow';
import type { Fault } from '../fault-cells';
import { operationsOf } from './cells';
import { type Attempt, nameOf, type StatesRun } from './states-run';

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
      if (operationsOf[`${run.machine} ${attempt.state}`]?.includes(operation) !== true) {
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
          const outcome = await struck(run, attempt, operation, fault, effect, land);
          if (outcome !== 'nothing is heard') hear(outcome);
        });
      // Drawn when the call is made, so that skipping is by the order of calls.
      land(allowed(about, run.strikes.strike(attempt.state, operation)?.fault));
    });
}

function latencyMs({ random }: StatesRun, { heard }: Attempt): number {
  if (!heard) return random.chance(0.5) ? random.below(28_000) : random.below(500);
  return random.chance(0.02) ? random.below(3_000) : random.between(2, 100);
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

async function struck(
  run: StatesRun,
  attempt: Attempt,
  operation: string,
  fault: Fault | undefined,
  effect: () => unknown,
  again: (fault: undefined) => void,
): Promise<Outcome | 'nothing is heard'> {
  switch (fault?.kind) {
    case undefined:
      return done(effect);
    case 'error':
      return { error: awsError(operation, fault.error) };
    case 'error-after':
      await done(effect);
      return { error: awsError(operation, fault.error) };
    case 'never-connected':
      return { error: toPortError(operation, Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })) };
    case 'time-out':
      if (fault.effect) await done(effect);
      return { error: toPortError(operation, Object.assign(new Error('no answer'), { name: 'TimeoutError' })) };
    case 'repeated-by-sdk':
      await done(effect);
      return done(effect);
    case 'crash':
      if (fault.effect) await done(effect);
      attempt.alive = false;
      run.at(100, () => attempt.fail('Runtime.ExitError'));
      return 'nothing is heard';
    case 'hang':
      if (fault.effect) await done(effect);
      return 'nothing is heard';
    case 'late':
      attempt.fail('Lambda.Unknown');
      again(undefined);
      return 'nothing is heard';
    case 'stop':
      attempt.heard = false;
      if (fault.attempt === 'dies') attempt.alive = false;
      else again(undefined);
      await run.stop(attempt.execution);
      return 'nothing is heard';
  }
}

async function done(effect: () => unknown): Promise<Outcome> {
  try {
    return { value: await effect() };
  } catch (error) {
    return { error };
  }
}

/** Descriptions are eventually consistent: what is young may not be known yet. Of what is old AWS does not say so. */
function allowed({ isOld }: { readonly isOld: boolean }, fault: Fault | undefined): Fault | undefined {
  const denies = fault?.kind === 'error' && /NotFound|DoesNotExist/.test(fault.error.name);
  return denies && isOld ? undefined : fault;
}

export function awsError(
  operation: string,
  { name, statusCode }: { readonly name: string; readonly statusCode: number },
) {
  return toPortError(operation, Object.assign(new Error(name), { name, $metadata: { httpStatusCode: statusCode } }));
}

/** What the adapters make of a thing that AWS does not know. */
export async function found<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortError && error.code === 'aws.not-found') return undefined;
    throw error;
  }
}
