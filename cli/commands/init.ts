import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readConfig } from '../../shared/sizing';
import { type Config, formatProblem } from '../../shared/targets';
import { connectionFrom, type GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { firstLook, savingsOf } from '../init/first-look';
import { pairTables } from '../init/pair-tables';
import { proposedTargets } from '../init/proposed-targets';
import { readAccount } from '../init/read-account';
import { type InitReport, renderInit } from '../init/render-init';
import { silentAlarms } from '../init/silent-alarms';
import { configText } from '../init/write-config';
import { openSession } from '../session';

interface InitOptions extends GlobalOptions {
  readonly config: string;
  readonly force?: boolean;
  readonly stdout?: boolean;
}

export const addInit = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('init'))
    .option('--force', 'overwrite the file of --config if it is there')
    .option('--stdout', 'print the file instead of writing it; what was found goes to stderr')
    .description(
      'look at an account, write a config file in which everything is only recommended, say what it would save',
    )
    .action(async (options: InitOptions) => {
      refuseMixed(options);
      const toStdout = options.stdout === true;
      if (!toStdout && options.force !== true && existsSync(options.config)) throw taken(options.config);
      const { report, config } = await look(options);
      const session = openSession(options, config);
      if (toStdout) {
        process.stdout.write(report.config);
        session.output.note(renderInit(report));
      } else {
        write(options, report.config);
        session.output.result(report, renderInit);
      }
      finish(exitStatus.done);
    });
};

const look = async (options: InitOptions): Promise<{ readonly report: InitReport; readonly config: Config }> => {
  const connection = connectionFrom(options);
  // The SDK looks for credentials in the process's environment.
  for (const [name, value] of Object.entries(connection.env)) {
    if (value !== undefined) process.env[name] = value;
  }
  const account = await readAccount(connection);
  if (account.clusters.length + account.tables.length === 0) {
    throw new CliError(
      'aws.not-found',
      `--region = ${connection.region}: there are no DAX clusters and no tables in this account and Region`,
      exitStatus.unknown,
      ['nothing was written; give the Region with --region'],
    );
  }
  const pairing = pairTables(account);
  const text = configText(account, pairing, proposedTargets(account, pairing));
  const config = parsed(text);
  const session = openSession(options, config);
  const nowMs = await session.nowMs();
  const looks = await firstLook(session, nowMs);
  const { clusters, tables, unseen, region } = account;
  const report: InitReport = {
    schemaVersion: 1,
    at: new Date(nowMs).toISOString(),
    region,
    file: options.stdout === true ? null : options.config,
    config: text,
    found: { clusters, tables, unseen, alarms: account.alarms.length },
    pairs: pairing.pairs,
    contested: pairing.contested,
    silentAlarms: silentAlarms(account),
    targets: looks,
    usdPerMonth: savingsOf(looks),
  };
  return { report, config };
};

/** What is written is read with the very rules that every other command applies. */
const parsed = (text: string): Config => {
  const result = readConfig(text, 'daxpilot.yml');
  if (result.kind === 'config') return result.config;
  throw new CliError(
    'use.invalid-config',
    'what was found makes no valid config; nothing was written',
    exitStatus.unknown,
    result.problems.map(formatProblem),
  );
};

/** `wx` refuses a file that came into being meanwhile. */
const write = ({ config: file, force }: InitOptions, text: string): void => {
  try {
    writeFileSync(file, text, { flag: force === true ? 'w' : 'wx' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw taken(file);
    throw new CliError('use.invalid-input', `--config = ${file}: the file cannot be written`, exitStatus.unknown, [
      String(cause),
    ]);
  }
};

const taken = (file: string): CliError =>
  new CliError(
    'use.invalid-input',
    `--config = ${file}: the file is there already and stays as it is`,
    exitStatus.wrongUse,
    ['give another name with --config, print with --stdout, or overwrite it with --force'],
  );

const refuseMixed = ({ stdout, force, json }: InitOptions): void => {
  if (stdout !== true) return;
  const other = [...(force === true ? ['--force'] : []), ...(json === true ? ['--json'] : [])];
  if (other.length === 0) return;
  throw new CliError('use.invalid-input', 'options that do not belong together', exitStatus.wrongUse, [
    ...other.map(
      (name) =>
        `--stdout and ${name}: ${name === '--json' ? 'JSON holds the file under "config"' : 'with --stdout nothing is written'}`,
    ),
  ]);
};
