import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { comparisonOf, renderComparison } from '../backtest/compare-policies';
import { type MetricSource, mostDays, type RecordedDemand, readFromCloudWatch } from '../backtest/from-cloudwatch';
import { htmlReport } from '../backtest/html-report';
import { playPolicies, policiesOf, wrong } from '../backtest/play-request';
import { type MinuteSeries, readSeries } from '../backtest/read-series';
import { renderBacktest } from '../backtest/render-backtest';
import type { BacktestInput } from '../backtest/run-backtest';
import { connectionFrom } from '../connection';
import { CliError, exitStatus } from '../exit';
import { loadConfig, targetNamed } from '../load-config';
import { createOutput } from '../output';
import { timeAt } from '../time-at';

interface BacktestOptions {
  readonly history?: string;
  readonly fromCloudwatch?: boolean;
  readonly cluster?: string;
  readonly table?: string;
  readonly days: number;
  readonly domain?: 'dax' | 'dynamodb';
  readonly meanRate?: number;
  readonly hitRate?: number;
  readonly itemKb: number;
  readonly writeShare?: number;
  readonly historyDays?: number;
  readonly config?: readonly string[];
  readonly target?: string;
  readonly nodeType?: string;
  readonly html?: string;
  readonly json?: boolean;
  readonly region?: string;
  readonly local?: boolean;
  readonly endpoint?: string;
}

const defaultMix = { hitRatio: 0.92, writeRatio: 0.001 } as const;

const numberIn =
  (min: number, max: number, rule: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max) {
      throw new InvalidArgumentError(`${rule}.`);
    }
    return value;
  };

export const addBacktest = (program: Command, finish: (status: number) => void): void => {
  program
    .command('backtest')
    .description('replay a recorded series through the decision rules and price it beside other autoscalers')
    .option('--history <file>', 'series as timestamp,value (CSV)')
    .option(
      '--from-cloudwatch',
      'the load that CloudWatch recorded of --cluster, --table or --target instead of a file',
    )
    .option('--cluster <name>', 'with --from-cloudwatch: requests to this DAX cluster, with its hits and writes')
    .option('--table <name>', 'with --from-cloudwatch: read units of this table')
    .option(
      '--days <days>',
      'with --from-cloudwatch: how far back; by the minute up to 15 days, by 5 minutes up to 63',
      numberIn(1, mostDays, `days are from 1 to ${mostDays}, which is what CloudWatch keeps`),
      14,
    )
    .addOption(new Option('--domain <domain>', 'what is sized; needed with --history').choices(['dax', 'dynamodb']))
    .option(
      '--mean-rate <rate>',
      'scale the series to this mean: requests/s to a cluster, read units/s of a table; as it is if absent',
      numberIn(1e-6, 1e9, 'a rate is a number above 0'),
    )
    .option(
      '--hit-rate <percent>',
      'reads that the cache answers; 92, or as CloudWatch has it',
      numberIn(0, 100, 'a hit rate is from 0 to 100 percent'),
    )
    .option('--item-kb <kilobytes>', 'mean item size', numberIn(0.001, 400, 'an item has up to 400 KB'), 1)
    .option(
      '--write-share <share>',
      'writes among the requests; 0.001, or as CloudWatch has it',
      numberIn(0, 1, 'a share is from 0 to 1'),
    )
    .option(
      '--history-days <days>',
      'known beforehand and not scored; default 7, or a quarter of a series of up to 10 days',
      numberIn(0, 3660, 'days are a number from 0'),
    )
    .option(
      '--config <file>',
      'take the policy of a target in this file; given more than once: the policies side by side',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option('--target <name>', 'which target of --config; the first if absent')
    .option('--node-type <type>', 'node type of the comparators; the one that the replay begins with if absent')
    .option('--html <file>', 'write a report with plots, one file that works offline')
    .option('--json', 'print JSON only on stdout')
    .option('--region <region>', 'AWS Region, with --from-cloudwatch')
    .option('--local', 'with --from-cloudwatch: the local platform')
    .option('--endpoint <url>', 'with --from-cloudwatch: this endpoint')
    .action(async (options: BacktestOptions) => {
      const output = createOutput(options.json === true);
      const policies = policiesOf(options.config ?? [], options.target);
      const { name, domain, series, mix } = await demandOf(options);
      for (const note of series.notes) output.note(note);
      const onMinute = progress(output.note);
      const runs = playPolicies(
        {
          name,
          series,
          domain,
          mix: {
            hitRatio: options.hitRate === undefined ? (mix?.hitRatio ?? defaultMix.hitRatio) : options.hitRate / 100,
            itemKilobytes: options.itemKb,
            writeRatio: options.writeShare ?? mix?.writeRatio ?? defaultMix.writeRatio,
          },
          ...(options.meanRate === undefined ? {} : { meanRate: options.meanRate }),
          ...(options.historyDays === undefined ? {} : { historyDays: options.historyDays }),
          ...(options.nodeType === undefined ? {} : { nodeType: options.nodeType }),
          ...(onMinute === undefined ? {} : { onMinute }),
        },
        policies,
      );
      if (options.html !== undefined) {
        writeReport(options.html, htmlReport(runs));
        output.note(`report written to ${options.html}`);
      }
      const only = runs.length === 1 ? runs[0]?.backtest.report : undefined;
      if (only === undefined) output.result(comparisonOf(runs), renderComparison);
      else output.result(only, renderBacktest);
      finish(exitStatus.done);
    });
};

interface Demand extends RecordedDemand {
  readonly name: string;
  readonly domain: 'dax' | 'dynamodb';
}

const demandOf = async (options: BacktestOptions): Promise<Demand> => {
  const { history, fromCloudwatch = false, domain } = options;
  if ((history === undefined) === !fromCloudwatch) {
    throw wrong('--history', history ?? 'absent', 'give a file, or --from-cloudwatch, and not both');
  }
  if (history !== undefined) {
    if (domain === undefined) throw wrong('--domain', 'absent', 'dax or dynamodb is needed with --history');
    for (const name of ['cluster', 'table'] as const) {
      if (options[name] !== undefined) throw wrong(`--${name}`, options[name], 'needs --from-cloudwatch');
    }
    return { name: basename(history).replace(/\.csv$/i, ''), domain, series: readFile(history) };
  }
  const source = sourceOf(options);
  const itsDomain = source.kind === 'cluster' ? 'dax' : 'dynamodb';
  if (domain !== undefined && domain !== itsDomain) {
    throw wrong('--domain', domain, `${source.kind} ${source.name} is ${itsDomain}`);
  }
  const connection = connectionFrom({
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.local === undefined ? {} : { local: options.local }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  });
  // The SDK takes credentials from the process's environment.
  for (const [name, value] of Object.entries(connection.env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const recorded = await readFromCloudWatch(source, connection, await timeAt(connection), options.days);
  return { name: source.name, domain: itsDomain, ...recorded };
};

/** Named by --cluster or --table, or the cluster (else the first table) of --target in --config. */
const sourceOf = ({ cluster, table, target, config = [] }: BacktestOptions): MetricSource => {
  if (cluster !== undefined && table !== undefined) throw wrong('--table', table, 'either --cluster or --table');
  if (cluster !== undefined) return { kind: 'cluster', name: cluster };
  if (table !== undefined) return { kind: 'table', name: table };
  const [file] = config;
  if (file === undefined || target === undefined) {
    throw wrong('--from-cloudwatch', 'nothing', 'needs --cluster, --table, or --target with --config');
  }
  const declared = targetNamed(loadConfig(file), target);
  if (declared.cluster !== undefined) return { kind: 'cluster', name: declared.cluster };
  const [first] = declared.tables;
  if (first === undefined) throw wrong('--target', target, 'has neither a cluster nor a table');
  return { kind: 'table', name: first };
};

const readFile = (file: string): MinuteSeries => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const details = [String(cause)];
    const message = `--history = ${file}: the file cannot be read`;
    throw new CliError('use.invalid-input', message, exitStatus.wrongUse, details, { cause });
  }
  const read = readSeries(text);
  if (read.kind === 'series') return read.series;
  throw new CliError('use.invalid-input', `--history = ${file}: not a series`, exitStatus.wrongUse, read.problems);
};

const writeReport = (file: string, html: string): void => {
  try {
    writeFileSync(file, html);
  } catch (cause) {
    const details = [String(cause)];
    const message = `--html = ${file}: the file cannot be written`;
    throw new CliError('use.invalid-input', message, exitStatus.wrongUse, details, { cause });
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
