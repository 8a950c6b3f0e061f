import { toPortError } from '../../shared/aws/port-error';
import { PortError } from '../../shared/flow';
import type { Fault } from './fault-cells';

export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Faults of which the caller hears nothing: they are about the attempt that calls. */
export type AttemptFault = Extract<Fault, { readonly kind: 'crash' | 'late' | 'stop' }>;

/** What the caller of an AWS call hears when the call meets a fault. `befalls`: what becomes of the attempt, after the effect if there is one. */
export async function heard(
  operation: string,
  fault: Fault | undefined,
  effect: () => unknown,
  befalls: (fault: AttemptFault) => void | Promise<void>,
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
    case 'hang':
      if (fault.effect) await done(effect);
      return 'nothing is heard';
    case 'crash':
      if (fault.effect) await done(effect);
      await befalls(fault);
      return 'nothing is heard';
    case 'late':
    case 'stop':
      await befalls(fault);
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
