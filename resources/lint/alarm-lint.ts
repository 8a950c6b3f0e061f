import type { Resources } from '../template';
import { type AlarmProperties, mathOf, type Reading, readingsOf } from './alarm-readings';
import type { Finding } from './finding';
import { catalogue } from './metric-catalogue';
import { neverFires } from './never-fires';

/** Names that the rule for alarms matches; every other alarm must have actions to be heard. */
const wakingPrefix = 'daxpilot/';
const longestName = 255;
const mostMetrics = 10;

/** Everything wrong with the alarms of a template. */
export function lintAlarms(resources: Resources): readonly Finding[] {
  return Object.entries(resources).flatMap(([resource, { Type, Properties }]) => {
    if (Type !== 'AWS::CloudWatch::Alarm') return [];
    const alarm: AlarmProperties = Properties;
    const readings = readingsOf(alarm);
    const found = [
      ...readings.flatMap(metricFindings),
      ...missingDataFindings(alarm, readings),
      ...neverFires(alarm, readings),
      ...formFindings(alarm),
    ];
    return found.map(([rule, text]) => ({ resource, rule, text }));
  });
}

type Found = readonly [rule: string, text: string];

function metricFindings(reading: Reading): readonly Found[] {
  const { namespace, metric, dimensions, stat, unit } = reading;
  const space = catalogue[namespace];
  if (space === undefined) return [['unknown-metric', `the namespace ${namespace} is not known`]];
  const known = space.metrics.get(metric);
  if (known === undefined) return [['unknown-metric', `${namespace} has no metric ${metric}`]];
  const found: Found[] = [];
  if (!space.dimensions.some((set) => set.join() === dimensions.join())) {
    const sets = space.dimensions.map((set) => set.join(' + ')).join(', or ');
    found.push(['unknown-dimension', `${metric} is published by ${sets}, not by ${dimensions.join(' + ') || 'none'}`]);
  }
  const fitting = known.kind === 'count' ? ['Sum'] : ['Maximum', 'SampleCount'];
  if (!fitting.includes(stat)) {
    const why =
      known.kind === 'count' ? 'it counts, so it is summed' : 'a mean over nodes hides the one that is in need';
    found.push(['wrong-statistic', `${stat} of ${metric}: ${why}; use ${fitting[0]}`]);
  }
  if (unit !== undefined) {
    found.push([
      'never-fires',
      `Unit ${unit} leaves the alarm without data if the metric is published in another; leave it out`,
    ]);
  }
  return found;
}

/** Whether missing data can keep an alarm where it is although its cause is gone, or fire it without a cause. */
function missingDataFindings(alarm: AlarmProperties, readings: readonly Reading[]): readonly Found[] {
  const treat = String(alarm.TreatMissingData ?? 'missing');
  const spaces = readings.map(({ namespace }) => catalogue[namespace]?.whileZero);
  const found: Found[] = [];
  if (spaces.includes('keeps-state') && treat !== 'ignore') {
    found.push([
      'missing-data',
      `alarms on AWS/DynamoDB keep their state while data is missing whatever TreatMissingData says, and it says ${treat}: write ignore, and fill the metric with FILL(m,0)`,
    ]);
  }
  if (spaces.includes('keeps-state') && !mathOf(alarm).some(({ expression }) => expression.includes('FILL('))) {
    found.push([
      'missing-data',
      'no zero arrives after the last event, so the alarm can stay in ALARM: fill it with FILL(m,0)',
    ]);
  }
  if (spaces.includes('silent') && treat !== 'notBreaching' && !looksForSilence(alarm, readings)) {
    found.push([
      'missing-data',
      `the metric is silent while it is zero, and then the alarm ${whenSilent(treat)}: write notBreaching`,
    ]);
  }
  return found;
}

function whenSilent(treat: string): string {
  if (treat === 'ignore') return 'stays as it is';
  return treat === 'breaching' ? 'fires' : 'falls into INSUFFICIENT_DATA';
}

/** Our own metric, published at every look: that none comes is what such an alarm is for. */
const looksForSilence = (alarm: AlarmProperties, readings: readonly Reading[]): boolean =>
  readings.every(({ namespace, stat }) => stat === 'SampleCount' && namespace.startsWith('Daxpilot/')) &&
  String(alarm.ComparisonOperator).startsWith('LessThan');

function formFindings(alarm: AlarmProperties): readonly Found[] {
  const name = String(alarm.AlarmName);
  const math = mathOf(alarm);
  const entries: readonly { readonly Id?: unknown; readonly ReturnData?: unknown }[] = Array.isArray(alarm.Metrics)
    ? alarm.Metrics
    : [];
  const ids = new Set(entries.map(({ Id }) => String(Id)));
  const strangers = math.flatMap(({ expression }) =>
    (expression.match(/\b[a-z][a-zA-Z0-9_]*\b/g) ?? []).filter((id) => !ids.has(id)),
  );
  const actions: readonly unknown[] = Array.isArray(alarm.AlarmActions) ? alarm.AlarmActions : [];
  const heard = name.startsWith(wakingPrefix) || (actions.length > 0 && alarm.ActionsEnabled !== false);
  const found: Found[] = [];
  if (name.length > longestName)
    found.push(['name', `the alarm name has ${name.length} characters; CloudWatch allows ${longestName}`]);
  if (!heard) found.push(['never-heard', 'it has no action, and no rule matches its name']);
  if (entries.length > mostMetrics) found.push(['math', `${entries.length} entries; an alarm may have ${mostMetrics}`]);
  if (strangers.length > 0)
    found.push(['math', `the expression names ${strangers.join(', ')}, which no entry has as id`]);
  if (entries.length > 0 && entries.filter(({ ReturnData }) => ReturnData !== false).length !== 1)
    found.push(['math', 'exactly one entry must be returned']);
  return found;
}
