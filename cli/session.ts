import { awsPorts } from '../shared/aws';
import { ledgerTable } from '../shared/aws/ledger-table';
import type { Flow } from '../shared/flow';
import { parseRequest } from '../shared/request';
import { decide } from '../shared/sizing';
import type { Config } from '../shared/targets';
import { type Connection, connectionFrom, type GlobalOptions } from './connection';
import { loadConfig } from './load-config';
import { createOutput, type Output } from './output';
import { timeAt } from './time-at';

/** What a command that talks to AWS or to the local platform works with. */
export interface Session {
  readonly connection: Connection;
  readonly config: Config;
  readonly flow: Flow;
  readonly output: Output;
  /** The time of the other side: the local platform has a clock of its own. */
  readonly nowMs: () => Promise<number>;
}

/** Names of the deployed service; one deployment per account and Region. */
export const serviceNames = {
  ledger: 'daxpilot-ledger',
  topic: 'daxpilot-notices',
  machine: 'daxpilot-rightsize',
} as const;

/** The SDK reads the process's environment, so the flags are written there before any client is made. */
export const openSession = (
  options: GlobalOptions,
  config: Config = loadConfig(options.config ?? 'daxpilot.yml'),
): Session => {
  const connection = connectionFrom(options);
  for (const [name, value] of Object.entries(connection.env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const env = {
    ...connection.env,
    LEDGER_TABLE: process.env.LEDGER_TABLE ?? serviceNames.ledger,
    NOTICE_TOPIC: process.env.NOTICE_TOPIC ?? serviceNames.topic,
    RIGHTSIZE_MACHINE: process.env.RIGHTSIZE_MACHINE ?? serviceNames.machine,
  };
  return {
    connection,
    config,
    output: createOutput(options.json === true),
    nowMs: () => timeAt(connection),
    flow: {
      ports: awsPorts(env, config),
      ledger: ledgerTable(env),
      parse: (input) => parseRequest(input, config),
      decide,
      settleSeconds: 30,
    },
  };
};
