import { type Config, nearestName } from '../targets';
import { childrenOf, readRule } from './composite-rule';
import { type Finding, finding } from './finding';
import type { FindingCode } from './finding-codes';
import { misnamed, type PublishedMetric, publishedMetrics } from './published-metrics';
import type { AccountSurvey, AlarmMetric, AlarmState } from './survey';

const hourMs = 3_600_000;
/** A change takes 10 to 25 minutes and a cool-down 30: what is still in ALARM after this was not cured. */
const stuckAfterMs = 6 * hourMs;
const noDataAfterMs = 24 * hourMs;

/**
 * Alarms of ours, on DAX, or on a declared table, and composite alarms over one of these. Those of Application Auto Scaling are in ALARM
 * whenever a table is quiet.
 */
export function judgedAlarms(alarms: readonly AlarmState[], config: Config): readonly AlarmState[] {
  const tables = new Set(Object.values(config.targets).flatMap((target) => target.tables));
  const own = alarms.filter(
    ({ name, metrics }) =>
      !name.startsWith('TargetTracking-') &&
      (name.startsWith('daxpilot/') ||
        metrics.some(
          ({ namespace, dimensions }) =>
            namespace === 'AWS/DAX' || (namespace === 'AWS/DynamoDB' && tables.has(dimensions.TableName ?? '')),
        )),
  );
  const judged = new Set(own.map(({ name }) => name));
  let before = -1;
  while (before !== judged.size) {
    before = judged.size;
    for (const alarm of alarms) if (partsOf(alarm).some((name) => judged.has(name))) judged.add(alarm.name);
  }
  return alarms.filter(({ name }) => judged.has(name));
}

/** Names of the alarms that a composite alarm looks at. */
const partsOf = ({ rule }: AlarmState): readonly string[] => {
  const read = rule === undefined ? null : readRule(rule);
  return read === null ? [] : childrenOf(read);
};

/** The declared target that an alarm is about; null for a cluster that is not declared, and for a composite alarm over several targets. */
export function targetOfAlarm(alarm: AlarmState, config: Config, alarms: readonly AlarmState[] = []): string | null {
  const { name, metrics } = alarm;
  const [, own] = /^daxpilot\/([^/]+)\//.exec(name) ?? [];
  if (own !== undefined && Object.hasOwn(config.targets, own)) return own;
  if (alarm.rule !== undefined) {
    const others = alarms.filter((one) => one.name !== name);
    const parts = partsOf(alarm).flatMap((part) => others.filter((one) => one.name === part));
    const targets = new Set(parts.map((part) => targetOfAlarm(part, config, others)));
    const [only = null] = targets;
    return targets.size === 1 ? only : null;
  }
  const values = new Set(
    metrics.flatMap(({ dimensions }) => Object.values(dimensions).map((one) => one.toLowerCase())),
  );
  const found = Object.values(config.targets).find(
    ({ cluster, tables }) =>
      (cluster !== undefined && values.has(cluster)) || tables.some((table) => values.has(table.toLowerCase())),
  );
  return found?.name ?? null;
}

/** What is wrong with one alarm. An alarm that cannot work is not also reported as one without data. */
export function alarmFindings(
  alarm: AlarmState,
  target: string | null,
  account: AccountSurvey,
  nowMs: number,
): readonly Finding[] {
  const say = (code: FindingCode, text: string, about = '') => finding(code, target, alarm.name, text, about);
  const broken = [...alarm.metrics.flatMap((metric) => metricFaults(metric, account, say)), ...ruleFaults(alarm, say)];
  return [...broken, ...stateFaults(alarm, target, broken.length > 0, nowMs, say)];
}

type Say = (code: FindingCode, text: string, about?: string) => Finding;

const dimensionsOf: Readonly<Record<string, readonly string[]>> = {
  'AWS/DAX': ['ClusterId', 'NodeId'],
  'AWS/DynamoDB': [
    'TableName',
    'GlobalSecondaryIndexName',
    'Operation',
    'OperationType',
    'StreamLabel',
    'ReceivingRegion',
    'DelegatedOperation',
    'Verb',
  ],
};

function metricFaults(metric: AlarmMetric, account: AccountSurvey, say: Say): readonly Finding[] {
  const known = publishedMetrics[metric.namespace];
  if (known === undefined) return [];
  const published = known.get(metric.name);
  if (published === undefined) {
    const near = misnamed[metric.name] ?? nearestName(metric.name, [...known.keys()]);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    return [say('alarm-unknown-metric', `${metric.namespace} has no metric ${metric.name}${hint}`, metric.name)];
  }
  return [
    ...wrongDimensions(metric, say),
    ...ofNothing(metric, account, say),
    ...(metric.periodSeconds < published.everySeconds
      ? [
          say(
            'alarm-period-too-short',
            `${metric.name} is published every ${published.everySeconds} s, the alarm's period is ${metric.periodSeconds} s`,
            metric.name,
          ),
        ]
      : []),
    ...(metric.unit !== undefined && published.unit !== 'Other' && metric.unit !== published.unit
      ? [
          say(
            'alarm-wrong-unit',
            `${metric.name} is published in ${published.unit}, not in ${metric.unit}`,
            metric.name,
          ),
        ]
      : []),
  ];
}

function wrongDimensions({ namespace, name, dimensions }: AlarmMetric, say: Say): readonly Finding[] {
  const allowed = dimensionsOf[namespace] ?? [];
  const wrong = Object.keys(dimensions).filter((one) => !allowed.includes(one));
  const texts = wrong.map((one) => `${name} is not published by ${one}, but by ${allowed.slice(0, 2).join(', ')}`);
  if (name === 'CPUCreditBalance' && wrong.length === 0 && dimensions.NodeId === undefined) {
    texts.push(`${name} is published by ClusterId and NodeId together only`);
  }
  return texts.map((text) => say('alarm-wrong-dimension', text, name));
}

function ofNothing({ namespace, dimensions }: AlarmMetric, account: AccountSurvey, say: Say): readonly Finding[] {
  const { ClusterId, NodeId } = dimensions;
  if (namespace !== 'AWS/DAX' || ClusterId === undefined) return [];
  const cluster = account.clusters.find(({ name }) => name === ClusterId);
  if (cluster === undefined) return [say('alarm-of-nothing', `there is no DAX cluster ${ClusterId}`, ClusterId)];
  if (NodeId === undefined || cluster.nodeIds.includes(NodeId)) return [];
  return [say('alarm-of-nothing', `cluster ${ClusterId} has no node ${NodeId}`, NodeId)];
}

/** Comparison, threshold and missing data, of an alarm on one metric; of FILL also with math. */
function ruleFaults(alarm: AlarmState, say: Say): readonly Finding[] {
  const { expression, metrics, datapointsToAlarm, evaluationPeriods } = alarm;
  if (expression !== '') {
    const trapped = /\bFILL\s*\(/i.test(expression) && datapointsToAlarm >= evaluationPeriods;
    return trapped
      ? [say('alarm-fill-trap', `${datapointsToAlarm} of ${evaluationPeriods} datapoints of ${expression} must breach`)]
      : [];
  }
  const [metric] = metrics;
  const published = metric && publishedMetrics[metric.namespace]?.get(metric.name);
  if (metric === undefined || published === undefined) return [];
  return [...unreachable(alarm, metric, published, say), ...silence(alarm, metric, published, say)];
}

function unreachable(
  { comparison = '', threshold }: AlarmState,
  metric: AlarmMetric,
  published: PublishedMetric,
  say: Say,
): readonly Finding[] {
  if (threshold === undefined) return [];
  const most = published.unit === 'Percent' ? 100 : Number.POSITIVE_INFINITY;
  const never =
    (comparison === 'GreaterThanThreshold' && threshold >= most) ||
    (comparison === 'GreaterThanOrEqualToThreshold' && threshold > most) ||
    (comparison === 'LessThanThreshold' && threshold <= 0) ||
    // A sparse metric is never published as zero.
    (comparison === 'LessThanOrEqualToThreshold' &&
      (threshold < 0 || (threshold === 0 && published.presence === 'sparse')));
  return never ? [say('alarm-unreachable', `${metric.name} ${comparison} ${threshold} is never true`)] : [];
}

function silence(
  { comparison = '', treatMissingData }: AlarmState,
  metric: AlarmMetric,
  { presence }: PublishedMetric,
  say: Say,
): readonly Finding[] {
  const onMuch = comparison.startsWith('Greater');
  if (metric.namespace === 'AWS/DynamoDB') {
    const throttles = metric.name.includes('Throttle');
    return throttles && onMuch
      ? [
          say(
            'alarm-sticks',
            `${metric.name} has no points after the last throttle, and alarms on AWS/DynamoDB ignore that`,
          ),
        ]
      : [];
  }
  if (treatMissingData === 'breaching' && (presence === 'sparse' || !onMuch)) {
    return [say('alarm-fires-on-silence', `${metric.name} with missing data as breaching`)];
  }
  if (treatMissingData === 'ignore' && onMuch && presence === 'sparse') {
    return [say('alarm-sticks', `${metric.name} has no points while it is zero, and missing data is ignored`)];
  }
  return [];
}

export function stuckFinding(
  { name, state, sinceMs }: AlarmState,
  target: string | null,
  nowMs: number,
): readonly Finding[] {
  const forMs = nowMs - sinceMs;
  if (state !== 'ALARM' || forMs < stuckAfterMs) return [];
  const text = `in ALARM since ${new Date(sinceMs).toISOString()} (${Math.floor(forMs / hourMs)} h)`;
  return [finding('alarm-stuck', target, name, text)];
}

function stateFaults(
  alarm: AlarmState,
  target: string | null,
  broken: boolean,
  nowMs: number,
  say: Say,
): readonly Finding[] {
  const stuck = stuckFinding(alarm, target, nowMs);
  if (stuck.length > 0) return stuck;
  const forMs = nowMs - alarm.sinceMs;
  const since = new Date(alarm.sinceMs).toISOString();
  const flows = alarm.metrics.some(
    ({ namespace, name }) => publishedMetrics[namespace]?.get(name)?.presence === 'flows',
  );
  if (alarm.state === 'INSUFFICIENT_DATA' && forMs >= noDataAfterMs && flows && !broken) {
    return [say('alarm-no-data', `without data since ${since} (${Math.floor(forMs / hourMs)} h)`)];
  }
  return [];
}
