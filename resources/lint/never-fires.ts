import { type AlarmProperties, mathOf, type Reading } from './alarm-readings';
import { catalogue } from './metric-catalogue';

type Found = readonly [rule: string, text: string];

const daySeconds = 86_400;
const shortPeriods = [10, 20, 30];

/** What no value of the metric, and no time, can ever make fire; or what AWS refuses to evaluate. */
export function neverFires(alarm: AlarmProperties, readings: readonly Reading[]): readonly Found[] {
  const never = (text: string): Found => ['never-fires', text];
  return [...thresholdOutOfReach(alarm, readings), ...windowOutOfReach(alarm, readings), ...fillTrap(alarm)].map(never);
}

/** Every metric here is 0 or more, and a percentage at most 100. */
function thresholdOutOfReach(alarm: AlarmProperties, readings: readonly Reading[]): readonly string[] {
  const { Threshold: threshold, ComparisonOperator: operator } = alarm;
  if (typeof threshold !== 'number' || !Number.isFinite(threshold)) return ['Threshold must be a number'];
  const [only] = mathOf(alarm).length === 0 ? readings : [];
  const kind = only === undefined ? undefined : catalogue[only.namespace]?.metrics.get(only.metric)?.kind;
  const most = kind === 'percent' && only?.stat === 'Maximum' ? 100 : Number.POSITIVE_INFINITY;
  switch (operator) {
    case 'GreaterThanThreshold':
      return threshold >= most ? [`${only?.metric} is never above ${threshold}`] : [];
    case 'GreaterThanOrEqualToThreshold':
      return threshold > most ? [`${only?.metric} never reaches ${threshold}`] : [];
    case 'LessThanThreshold':
      return threshold <= 0 ? [`nothing is below ${threshold}`] : [];
    case 'LessThanOrEqualToThreshold':
      return threshold < 0 ? [`nothing is at or below ${threshold}`] : [];
    default:
      return [`ComparisonOperator ${String(operator)} is not judged here`];
  }
}

function windowOutOfReach(alarm: AlarmProperties, readings: readonly Reading[]): readonly string[] {
  const periods = Number(alarm.EvaluationPeriods);
  const wanted = Number(alarm.DatapointsToAlarm ?? periods);
  const found: string[] = [];
  if (!(wanted >= 1) || wanted > periods) found.push(`${wanted} datapoints of ${periods} periods cannot be had`);
  for (const { namespace, metric, periodSeconds } of readings) {
    const isValid = shortPeriods.includes(periodSeconds) || (periodSeconds >= 60 && periodSeconds % 60 === 0);
    if (!isValid) found.push(`a period is 10, 20, 30 or a multiple of 60 seconds, not ${periodSeconds}`);
    const longest = periodSeconds < 3_600 ? daySeconds : 7 * daySeconds;
    if (periodSeconds * periods > longest)
      found.push(
        `${periods} periods of ${periodSeconds} s are longer than the ${longest / daySeconds} d that CloudWatch looks back`,
      );
    const every = catalogue[namespace]?.metrics.get(metric)?.everySeconds ?? 0;
    // In a window of N periods there are at most N x period / every datapoints.
    const most = Math.floor((periods * periodSeconds) / Math.max(every, periodSeconds));
    if (isValid && every > periodSeconds && wanted > most)
      found.push(
        `${metric} comes every ${every} s: at most ${most} of ${periods} periods of ${periodSeconds} s have a datapoint, and ${wanted} are asked for`,
      );
  }
  return found;
}

/**
 * The newest period is filled until its datapoint is published, so an alarm that needs every period of its window can stick at the
 * filled value (CloudWatch guide, "Using metric math"); fewer datapoints than periods avoid it.
 */
function fillTrap(alarm: AlarmProperties): readonly string[] {
  const fills = mathOf(alarm).some(({ expression }) => expression.includes('FILL('));
  const wanted = Number(alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods);
  return fills && wanted >= Number(alarm.EvaluationPeriods)
    ? [
        `FILL() with ${wanted} of ${alarm.EvaluationPeriods} datapoints: the newest is always the filled one; ask for fewer datapoints than periods`,
      ]
    : [];
}
