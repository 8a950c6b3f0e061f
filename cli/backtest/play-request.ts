import { basename } from 'node:path';
import { nodeTypesOf, priceBookOf, type RequestMix } from '../../shared/sizing';
import { type Policy, policySchema } from '../../shared/targets';
import { CliError, exitStatus } from '../exit';
import { loadConfig, targetNamed } from '../load-config';
import type { PolicyRun } from './compare-policies';
import type { MinuteSeries } from './read-series';
import { type BacktestInput, backtestCluster, backtestTable } from './run-backtest';

/** What is to be played, as the options and the series say. */
export interface PlayRequest {
  readonly name: string;
  readonly series: MinuteSeries;
  readonly domain: 'dax' | 'dynamodb';
  readonly mix: RequestMix;
  readonly meanRate?: number;
  readonly historyDays?: number;
  readonly nodeType?: string;
  readonly onMinute?: BacktestInput['onMinute'];
}

export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

const minutesPerDay = 24 * 60;

/** Without a configuration: the defaults with steps that keep up with a load (a step limit guards against wrong data, of which there is none here). */
export const backtestPolicy = (): Policy =>
  policySchema.parse({ nodes: { maxStepOut: 10, maxStepIn: 10 }, capacityMode: { maxSwitchesPerDay: 4 } });

/** One policy per `--config`, named after its file; without any the defaults. */
export const policiesOf = (configs: readonly string[], target: string | undefined): readonly NamedPolicy[] => {
  if (configs.length === 0) {
    if (target !== undefined) throw wrong('--target', target, 'needs --config');
    return [{ name: 'defaults', policy: backtestPolicy() }];
  }
  return configs.map((config, index) => {
    const loaded = loadConfig(config);
    const targetName = target ?? Object.keys(loaded.targets)[0];
    if (targetName === undefined) throw wrong('--config', config, 'declares no target');
    const file = basename(config).replace(/\.(ya?ml|json)$/i, '');
    const again = configs.slice(0, index).some((other) => basename(other) === basename(config));
    return { name: again ? `${file} (${index + 1})` : file, policy: targetNamed(loaded, targetName).policy };
  });
};

/** The same series under each policy; violations are priced by one base cluster, so that totals can be compared. */
export const playPolicies = (request: PlayRequest, policies: readonly NamedPolicy[]): readonly PolicyRun[] => {
  const input = inputOf(request);
  const runs: PolicyRun[] = [];
  let { nodeType } = request;
  for (const { name, policy } of policies) {
    if (request.domain === 'dynamodb') {
      runs.push({ policy: name, backtest: backtestTable({ ...input, policy }) });
      continue;
    }
    checkTypes(policy, nodeType);
    const base = nodeType === undefined ? {} : { baseType: nodeType };
    const backtest = backtestCluster({ ...input, ...base, policy }, request.mix);
    runs.push({ policy: name, backtest });
    if (backtest.report.domain === 'dax') nodeType ??= backtest.report.points[0]?.nodeType;
  }
  return runs;
};

const inputOf = ({ name, series, meanRate, historyDays, onMinute }: PlayRequest): Omit<BacktestInput, 'policy'> => {
  const minutes = series.values.length;
  let sum = 0;
  for (const value of series.values) sum += value;
  if (meanRate !== undefined && sum === 0) {
    throw wrong('--mean-rate', meanRate, 'a series of zeros cannot be scaled to a mean');
  }
  const historyMinutes = historyDays === undefined ? undefined : Math.round(historyDays * minutesPerDay);
  if (historyMinutes !== undefined && historyMinutes >= minutes) {
    throw wrong(
      '--history-days',
      historyDays,
      `the series has ${(minutes / minutesPerDay).toFixed(1)} days: nothing would be left to play`,
    );
  }
  return {
    name,
    series,
    meanRate: meanRate ?? sum / minutes,
    ...(historyMinutes === undefined ? {} : { historyMinutes }),
    ...(onMinute === undefined ? {} : { onMinute }),
  };
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

export const wrong = (what: string, value: unknown, rule: string): CliError =>
  new CliError('use.invalid-input', `${what} = ${String(value)}: ${rule}`, exitStatus.wrongUse);
