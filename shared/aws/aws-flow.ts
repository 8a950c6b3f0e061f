import type { Flow } from '../flow/flow';
import { type Changer, type Executions, type Notifier, type Observer, PortError } from '../flow/ports';
import type { ParsedRequest } from '../request/request';
import type { Config } from '../targets';
import type { Environment } from './clients';
import { ledgerTable } from './ledger-table';
import { packagedConfig } from './packaged-config';

/** A handler lives for 30 s at most. */
const handlerSeconds = 30;

/** What a handler's steps call besides the ledger. Each port may be given in part. */
export interface Parts {
  readonly observer?: Partial<Observer>;
  readonly changer?: Partial<Changer>;
  readonly executions?: Partial<Executions>;
  readonly notifier?: Partial<Notifier>;
  readonly decide?: Flow['decide'];
  readonly parse?: (input: unknown, config: Config) => ParsedRequest;
}

/** The flow of a handler whose steps use the ledger. */
export const awsFlow = (parts: Parts, env: Environment = process.env): Flow => ({
  ...flowWithoutLedger(parts, env),
  ledger: ledgerTable(env),
});

/**
 * The flow over AWS, as far as it is given: a handler names what its steps call, and its bundle holds nothing else. What was not named
 * throws an error with its name if it is called. `SETTLE_SECONDS` says how long a handler's life is on the clock of the state
 * machine: 30 unless that clock runs faster than the wall clock.
 */
export function flowWithoutLedger(parts: Parts, env: Environment = process.env): Flow {
  const { observer = {}, changer = {}, executions = {}, notifier = {}, parse, decide } = parts;
  const config = packagedConfig();
  return {
    ports: {
      config,
      observer: partOf('observer', observer),
      changer: partOf('changer', changer),
      executions: partOf('executions', executions),
      notifier: partOf('notifier', notifier),
    },
    ledger: partOf('ledger', {}),
    parse: parse === undefined ? missing('parse') : (input) => parse(input, config),
    decide: decide ?? missing('decide'),
    settleSeconds: settleSeconds(env.SETTLE_SECONDS),
  };
}

/** A part that a handler does not have: whatever is called of it throws an error with its name. */
export const missingPart = <Port extends object>(name: string): Port => partOf<Port>(name, {});

function partOf<Port extends object>(name: string, given: Partial<Port>): Port {
  return new Proxy(given, {
    get: (port, call) => Reflect.get(port, call) ?? missing(`${name}.${String(call)}`),
  }) as Port;
}

const missing = (what: string) => (): never => {
  throw new Error(`${what} is not a part of this handler: name it where the handler is made`);
};

export function settleSeconds(text: string | undefined): number {
  if (text === undefined || text === '') return handlerSeconds;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= handlerSeconds) return seconds;
  throw new PortError(
    'aws.invalid',
    `SETTLE_SECONDS must be a whole number of at least ${handlerSeconds}, not "${text}": a handler can live that long`,
    false,
    'no',
  );
}
