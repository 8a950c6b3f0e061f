import type { Flow } from '../flow';
import { PortError } from '../flow/ports';
import { parseRequest } from '../request';
import { decide } from '../sizing';
import { awsPorts } from './aws-ports';
import type { Environment } from './clients';
import { ledgerTable } from './ledger-table';

/** A handler lives for 30 s at most. */
const handlerSeconds = 30;

/**
 * The flow over AWS. `SETTLE_SECONDS` says how long a handler's life is on the clock of the state machine: 30 unless that clock runs
 * faster than the wall clock.
 */
export function awsFlow(env: Environment = process.env): Flow {
  const ports = awsPorts(env);
  return {
    ports,
    ledger: ledgerTable(env),
    parse: (input) => parseRequest(input, ports.config),
    decide,
    settleSeconds: settleSeconds(env.SETTLE_SECONDS),
  };
}

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
