import type { Gate, Invocation } from '../kernel/gate';
import { LostResponse } from '../kernel/gate';
import { ServiceError } from '../kernel/service-error';
import type { Answer } from './form';

export type FaultWhen = 'before' | 'after';

/** What goes wrong. `after`: the operation has its effect and the answer is lost. */
export type FaultKind =
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly statusCode: number;
      readonly message: string;
      readonly when: FaultWhen;
    }
  | { readonly kind: 'timeout'; readonly ms: number; readonly when: FaultWhen }
  | { readonly kind: 'http5xx'; readonly statusCode: number; readonly when: FaultWhen }
  /** No call fails, but the resource's change does not end: asked once a virtual minute. */
  | { readonly kind: 'stuck'; readonly resource: string };

type CallFault = Exclude<FaultKind, { readonly kind: 'stuck' }>;

export interface FaultRule {
  /** Signing name, or `*`. */
  readonly service: string;
  /** Operation, or `*`. */
  readonly operation: string;
  readonly fault: FaultKind;
  /** Calls that it lets pass before it strikes for the first time. */
  readonly skip: number;
  /** How often it strikes; undefined: without end. */
  readonly count: number | undefined;
  /** 0-1; undefined: every call. */
  readonly probability: number | undefined;
  /** Of the draws for `probability`; equal seeds strike the same calls. */
  readonly seed: number;
}

export interface ActiveFault extends FaultRule {
  readonly id: string;
  readonly fired: number;
}

interface Entry {
  readonly rule: FaultRule;
  readonly id: string;
  readonly draw: () => number;
  passed: number;
  fired: number;
}

/** An answer that comes from something in front of the service: a status and no AWS error in the body. */
export class BareHttpFault extends ServiceError {
  constructor(statusCode: number) {
    super('ServiceUnavailable', `HTTP ${statusCode} from a fault that was asked for`, statusCode);
  }

  answer(): Answer {
    const body = `<html><body><h1>${this.statusCode} Service Unavailable</h1></body></html>`;
    return { statusCode: this.statusCode, headers: { 'content-type': 'text/html' }, body };
  }
}

/** Faults on demand: rules that are asked one after the other at each call; the first that strikes decides. */
export class FaultBox {
  readonly #active: Entry[] = [];
  #lastId = 0;

  add(rules: readonly FaultRule[]): readonly ActiveFault[] {
    for (const rule of rules) {
      this.#lastId += 1;
      this.#active.push({ rule, id: `fault-${this.#lastId}`, draw: randomFrom(rule.seed), passed: 0, fired: 0 });
    }
    return this.list();
  }

  list(): readonly ActiveFault[] {
    return this.#active.map(({ rule, id, fired }) => ({ ...rule, id, fired }));
  }

  clear(): void {
    this.#active.length = 0;
  }

  /** Whether a resource's change is held back; each question counts as one strike. */
  isStuck(service: string, resource: string): boolean {
    return (
      this.#strikes(
        ({ rule }) =>
          rule.service === service &&
          rule.fault.kind === 'stuck' &&
          (rule.fault.resource === '*' || rule.fault.resource === resource),
      ) !== undefined
    );
  }

  /** The gate that lets them strike. */
  gate(onStrike: (invocation: Invocation, fault: CallFault) => void): Gate {
    return async (invocation, next) => {
      const fault = this.#strike(invocation);
      if (fault === undefined) {
        return next();
      }
      onStrike(invocation, fault);
      if (fault.when === 'after') {
        await next();
      }
      if (fault.kind === 'timeout') {
        await wallDelay(fault.ms);
      }
      throw failureOf(fault);
    };
  }

  #strike({ service, operation }: Invocation): CallFault | undefined {
    const fault = this.#strikes(
      ({ rule }) =>
        rule.fault.kind !== 'stuck' &&
        (rule.service === '*' || rule.service === service) &&
        (rule.operation === '*' || rule.operation === operation),
    );
    return fault?.kind === 'stuck' ? undefined : fault;
  }

  #strikes(fits: (entry: Entry) => boolean): FaultKind | undefined {
    for (const entry of this.#active.filter(fits)) {
      const { count, probability, skip, fault } = entry.rule;
      if (entry.passed < skip) {
        entry.passed += 1;
        continue;
      }
      const isSpent = count !== undefined && entry.fired >= count;
      if (!isSpent && (probability === undefined || entry.draw() < probability)) {
        entry.fired += 1;
        return fault;
      }
    }
    return undefined;
  }
}

function failureOf(fault: CallFault): Error {
  if (fault.kind === 'timeout' || fault.when === 'after') {
    return new LostResponse('The answer is lost, as a fault that was asked for wants it');
  }
  return fault.kind === 'http5xx'
    ? new BareHttpFault(fault.statusCode)
    : new ServiceError(fault.name, fault.message, fault.statusCode);
}

function wallDelay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** Mulberry32: 32 bits of state are enough for faults, and a seed replays them. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
