import type { Call } from './service';

/** One call of one operation on its way to the service, from outside or from another service. */
export interface Invocation {
  readonly service: string;
  readonly operation: string;
  readonly call: Call;
  /** The typed input; for a service that reads raw bodies, the body as JSON. */
  readonly input: object;
}

/** Stands before every operation: may refuse it, record it, or change what becomes of its answer. Gates run in the order of registration. */
export type Gate = (invocation: Invocation, next: () => Promise<unknown>) => Promise<unknown>;

/** The effect has happened, but the caller never hears of it: the door drops the connection. */
export class LostResponse extends Error {
  override readonly name = 'LostResponse';
}
