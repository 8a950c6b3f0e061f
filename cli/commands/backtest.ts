import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { nodeTypesOf, priceBookOf } from '../../shared/sizing';
import { type Policy, policySchema } from '../../shared/targets';
import { htmlReport } from '../backtest/html-report';
import { type MinuteSeries, readSeries } from '../backtest/read-series';
import { renderBacktest } from '../backtest/render-backtest';
import { type Backtest, type BacktestInput, backtestCluster, backtestTable } from '../backtest/run-backtest';
import { CliError, exitStatus } from '../exit';
import { loadConfig, targetNamed } from '../load-config';
import { createOutput } from '../output';

interface BacktestOptions {
  readonly history: string;
  readonly domain: 'dax' | 'dynamodb';
  readonly meanRate?: number;
  readonly hitRate: number;
  readonly itemKb: number;
  readonly writeShare: number;
  readonly historyDays?: number;
  readonly config?: string;
  readonly target?: string;
  readonly nodeType?: string;
  readonly html?: string;
  readonly json?: boolean;
}

const numberIn =
  (min: number, max: number, rule: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max) {
      throw new InvalidArgumentError(`${rule}.`);
    }
    return value;
  };

const minutesPerDay = 24 * 60;

/** Without a configuration: the defaults with steps that keep up with a load (a step limit guards against wrong data, of which there is none here). */
export const backtestPolicy = (): Policy =>
  policySchema.parse({ nodes: { maxStepOut: 10, maxStepIn: 10 }, capacityMode: { maxSwitchesPerDay: 4 } });

export const addBacktest = (program: Command, finish: (status: number) => void): void => {
  program
    .command('backtest')
    .description('replay a recorded series through the decision rules and price it beside other autoscalers')
    .requiredOption('--history <file>', 'series as timestamp,value (CSV)')
    .addOption(new Option('--domain <domain>', 'what is sized').choices(['dax', 'dynamodb']).makeOptionMandatory())
    .option(
      '--mean-rate <rate>',
      'scale the series to this mean: requests/s to a cluster, read units/s of a table; as it is if absent',
      numberIn(1e-6, 1e9, 'a rate is a number above 0'),
    )
    .option(
      '--hit-rate <percent>',
      'reads that the cache answers',
      numberIn(0, 100, 'a hit rate is from 0 to 100 percent'),
      92,
    )
    .option('--item-kb <kilobytes>', 'mean item size', numberIn(0.001, 400, 'an item has up to 400 KB'), 1)
    .option('--write-share <share>', 'writes among the requests', numberIn(0, 1, 'a share is from 0 to 1'), 0.001)
    .option(
      '--history-days <days>',
      'known beforehand and not scored; default 7, or a quarter of a series of up to 10 days',
      numberIn(0, 3660, 'days are a number from 0'),
    )
    .option('--config <file>', 'take the policy of a target in this file')
    .option('--target <name>', 'which target of --config; the first if absent')
    .option('--node-type <type>', 'node type of the comparators; the one that the replay begins with if absent')
    .option('--html <file>', 'write a report with plots, one file that works offline')
    .option('--json', 'print JSON only on stdout')
    .option('--region <region>', 'taken as by every command; nothing is asked of AWS')
    .action((options: BacktestOptions) => {
      const output = createOutput(options.json === true);
      const series = readFile(options.history);
      for (const note of series.notes) output.note(note);
      const played = play(options, series, progress(output.note));
      if (options.html !== undefined) {
        writeReport(options.html, htmlReport(played));
        output.note(`report written to ${options.html}`);
      }
      output.result(played.report, renderBacktest);
      finish(exitStatus.done);
    });
};

const play = (options: BacktestOptions, series: MinuteSeries, onMinute: BacktestInput['onMinute']): Backtest => {
  const policy = policyOf(options);
  const minutes = series.values.length;
  let sum = 0;
  for (const value of series.values) sum += value;
  if (options.meanRate !== undefined && sum === 0) {
    throw wrong('--mean-rate', options.meanRate, 'a series of zeros cannot be scaled to a mean');
  }
  const historyMinutes =
    options.historyDays === undefined ? undefined : Math.round(options.historyDays * minutesPerDay);
  if (historyMinutes !== undefined && historyMinutes >= minutes) {
    throw wrong(
      '--history-days',
      options.historyDays,
      `the series has ${(minutes / minutesPerDay).toFixed(1)} days: nothing would be left to play`,
    );
  }
  const input: BacktestInput = {
    name: basename(options.history).replace(/\.csv$/i, ''),
    series,
    meanRate: options.meanRate ?? sum / minutes,
    policy,
    ...(historyMinutes === undefined ? {} : { historyMinutes }),
    ...(options.nodeType === undefined ? {} : { baseType: options.nodeType }),
    ...(onMinute === undefined ? {} : { onMinute }),
  };
  if (options.domain === 'dynamodb') return backtestTable(input);
  checkTypes(policy, options.nodeType);
  return backtestCluster(input, {
    hitRatio: options.hitRate / 100,
    itemKilobytes: options.itemKb,
    writeRatio: options.writeShare,
  });
};

/** Without a figure or a price a node type cannot be played: said by name, not guessed. */
const checkTypes = (policy: Policy, nodeType: string | undefined): void => {
  const book = priceBookOf(policy);
  const types = nodeTypesOf(policy).filter(({ normalizedRequestsPerSecond: figure }) => figure !== null);
  const known = types.map(({ name }) => name);
  const named = [...(nodeType === undefined ? [] : [nodeType]), ...(policy.nodes.allowedTypes ?? [])];
  for (const name of named) {
    if (!known.includes(name)) throw wrong('node type', name, `has no request figure; known: ${known.join(', ')}`);
  }
  const unpriced = (policy.nodes.allowedTypes ?? known).filter((name) => book.nodePerHour[name] === undefined);
  if (unpriced.length > 0)
    throw wrong('node type', unpriced.join(', '), 'is not in the price book (prices.nodeUsdPerHour)');
};

const policyOf = ({ config, target }: BacktestOptions): Policy => {
  if (config === undefined) {
    if (target !== undefined) throw wrong('--target', target, 'needs --config');
    return backtestPolicy();
  }
  const loaded = loadConfig(config);
  const name = target ?? Object.keys(loaded.targets)[0];
  if (name === undefined) throw wrong('--config', config, 'declares no target');
  return targetNamed(loaded, name).policy;
};

const wrong = (what: string, value: unknown, rule: string): CliError =>
  new CliError('use.invalid-input', `${what} = ${String(value)}: ${rule}`, exitStatus.wrongUse);

const readFile = (file: string): MinuteSeries => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(
      'use.invalid-input',
      `--history = ${file}: the file cannot be read`,
      exitStatus.wrongUse,
      [String(cause)],
      {
        cause,
      },
    );
  }
  const read = readSeries(text);
  if (read.kind === 'series') return read.series;
  throw new CliError('use.invalid-input', `--history = ${file}: not a series`, exitStatus.wrongUse, read.problems);
};

const writeReport = (file: string, html: string): void => {
  try {
    writeFileSync(file, html);
  } catch (cause) {
    throw new CliError(
      'use.invalid-input',
      `--html = ${file}: the file cannot be written`,
      exitStatus.wrongUse,
      [String(cause)],
      {
        cause,
      },
    );
  }
};

/** A word now and then when it takes long. */
const progress = (note: (text: string) => void): BacktestInput['onMinute'] => {
  const everyMs = 2000;
  let next = Date.now() + everyMs;
  return (minute, of) => {
    if (minute % 1440 !== 0 || Date.now() < next) return;
    next = Date.now() + everyMs;
    note(`day ${minute / 1440} of ${Math.ceil(of / 1440)}`);
  };
};
