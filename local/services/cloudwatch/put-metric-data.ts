import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import {
  checkLength,
  constraint,
  invalidCombination,
  invalidValue,
  missingParameter,
  refuseAbsent,
} from './cloudwatch-error';
import { checkDimensions } from './dimensions';
import { type MetricId, metricId } from './metric-id';
import type { MetricStore } from './metric-store';
import type { Samples } from './samples';
import { checkUnit } from './unit';

const MAX_DATA = 1_000;
const MAX_VALUES = 150;
const LARGEST = 2 ** 360;
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;

/** PutMetricData: everything is checked before anything is kept. */
export function putMetricData(store: MetricStore, input: PutMetricDataInput, nowMs: number): void {
  refuseAbsent(input, ['EntityMetricData']);
  const namespace = checkLength('namespace', input.Namespace ?? '', 1, 255);
  if (namespace.startsWith(':')) {
    throw invalidValue(`The value ${namespace} for parameter Namespace is invalid. It must not start with a colon.`);
  }
  const data = input.MetricData ?? [];
  if (data.length === 0) {
    throw missingParameter('MetricData');
  }
  if (data.length > MAX_DATA) {
    throw constraint(
      'metricData',
      `[${data.length} items]`,
      `Member must have length less than or equal to ${MAX_DATA}`,
    );
  }
  const puts = data.map((datum, i) => readDatum(namespace, datum, `MetricData.member.${i + 1}`, nowMs));
  for (const { id, unit, atMs, highResolution, addTo } of puts) {
    addTo(store.slot(id, unit, atMs, nowMs, highResolution));
  }
}

interface Put {
  readonly id: MetricId;
  readonly unit: string;
  readonly atMs: number;
  readonly highResolution: boolean;
  readonly addTo: (samples: Samples) => void;
}

function readDatum(namespace: string, datum: MetricDatum, member: string, nowMs: number): Put {
  const name = checkLength(`${member}.MetricName`, datum.MetricName ?? '', 1, 255);
  const dimensions = checkDimensions(datum.Dimensions ?? [], `${member}.Dimensions`);
  const atMs = datum.Timestamp?.getTime() ?? nowMs;
  if (Number.isNaN(atMs) || atMs < nowMs - OLDEST_MS) {
    throw invalidValue(`The parameter ${member}.Timestamp must specify a time within the past two weeks.`);
  }
  if (atMs > nowMs + NEWEST_MS) {
    throw invalidValue(`The parameter ${member}.Timestamp must specify a time no more than two hours in the future.`);
  }
  const resolution = datum.StorageResolution ?? 60;
  if (resolution !== 1 && resolution !== 60) {
    throw invalidValue(`The parameter ${member}.StorageResolution must be 1 or 60, got ${resolution}.`);
  }
  return {
    id: metricId(namespace, name, dimensions),
    unit: checkUnit(`${member}.Unit`, datum.Unit) ?? 'None',
    atMs,
    highResolution: resolution === 1,
    addTo: readSamples(datum, member),
  };
}

function readSamples(datum: MetricDatum, member: string): (samples: Samples) => void {
  const { Value, Values, Counts, StatisticValues } = datum;
  const ways = [Value, Values, StatisticValues].filter((way) => way !== undefined).length;
  if (ways === 0) {
    throw missingParameter(`${member}.Value`);
  }
  if (ways > 1) {
    throw invalidCombination(
      `The parameters ${member}.Value, ${member}.Values and ${member}.StatisticValues are mutually exclusive and you have specified more than one.`,
    );
  }
  if (Counts !== undefined && Values === undefined) {
    throw invalidCombination(`The parameter ${member}.Counts needs ${member}.Values.`);
  }
  if (Value !== undefined) {
    const value = checkNumber(`${member}.Value`, Value);
    return (samples) => samples.add(value);
  }
  return Values === undefined ? readSet(datum, member) : readValues(Values, Counts, member);
}

function readValues(Values: readonly number[], Counts: readonly number[] | undefined, member: string) {
  if (Values.length === 0 || Values.length > MAX_VALUES) {
    throw invalidValue(`The collection ${member}.Values must have a size between 1 and ${MAX_VALUES}.`);
  }
  if (Counts !== undefined && Counts.length !== Values.length) {
    throw invalidCombination(`The parameters ${member}.Values and ${member}.Counts must be of the same size.`);
  }
  const counted = Values.map((value, i) => {
    const count = Counts?.[i] ?? 1;
    if (!Number.isFinite(count) || count < 0) {
      throw invalidValue(`The value ${count} for parameter ${member}.Counts.member.${i + 1} is invalid.`);
    }
    return [checkNumber(`${member}.Values.member.${i + 1}`, value), count] as const;
  });
  return (samples: Samples): void => {
    for (const [value, count] of counted) {
      if (count > 0) {
        samples.add(value, count);
      }
    }
  };
}

function readSet({ StatisticValues: set }: MetricDatum, member: string) {
  const count = checkNumber(`${member}.StatisticValues.SampleCount`, set?.SampleCount);
  const sum = checkNumber(`${member}.StatisticValues.Sum`, set?.Sum);
  const minimum = checkNumber(`${member}.StatisticValues.Minimum`, set?.Minimum);
  const maximum = checkNumber(`${member}.StatisticValues.Maximum`, set?.Maximum);
  if (count <= 0 || minimum > maximum) {
    throw invalidValue(
      `The parameter ${member}.StatisticValues must have a SampleCount above 0 and a Minimum of at most the Maximum.`,
    );
  }
  return (samples: Samples): void => samples.addSet({ count, sum, minimum, maximum });
}

function checkNumber(member: string, value: number | undefined): number {
  if (value === undefined) {
    throw missingParameter(member);
  }
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST) {
    throw invalidValue(`The value ${value} for parameter ${member} is invalid.`);
  }
  return value;
}
