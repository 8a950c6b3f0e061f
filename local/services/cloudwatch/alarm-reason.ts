import type { AlarmRule, AlarmState, Basis, Comparison, MissingDataTreatment, RealPoint } from './alarm-evaluation';
import { javaDouble } from './java-double';

/** What the data of the reason tells besides the points. */
export interface ReasonContext {
  readonly nowMs: number;
  readonly periodS: number;
  /** Absent for metric math. */
  readonly statistic?: string | undefined;
  readonly unit?: string | undefined;
}

const TREATED_AS: Readonly<Record<MissingDataTreatment, string>> = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
  ignore: 'Ignore',
  missing: 'Missing',
};

const CROSSED: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** The sentence that CloudWatch gives as the reason for a state. */
export function reasonText(rule: AlarmRule, from: AlarmState, to: AlarmState, basis: Basis): string {
  if (basis.kind === 'unknown') {
    return `Insufficient Data: ${counted(basis.missing, 'datapoint')} ${wasWere(basis.missing)} unknown.`;
  }
  if (basis.kind === 'filled') {
    return filledText(rule, basis.points, basis.filled);
  }
  const telling = basis.points.filter(({ breaching }) => breaching === (to === 'ALARM'));
  const not = to === 'ALARM' ? '' : 'not ';
  const needed = to === 'ALARM' ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  const listed = [...telling].reverse().map(({ atMs, value }) => `${javaDouble(value)} (${reasonDate(atMs)})`);
  return (
    `Threshold Crossed: ${telling.length} out of the last ${counted(rule.evaluationPeriods, 'datapoints', 'datapoints')} ` +
    `[${listed.join(', ')}] ${wasWere(telling.length)} ${not}${CROSSED[rule.comparison]} the threshold ` +
    `(${javaDouble(rule.threshold)}) (minimum ${counted(needed, 'datapoint')} for ${transition(from, to)} transition).`
  );
}

/** A state can be reached from INSUFFICIENT_DATA too; CloudWatch words that as coming from the other of OK and ALARM. */
function transition(from: AlarmState, to: AlarmState): string {
  const other = to === 'ALARM' ? 'OK' : 'ALARM';
  return `${from === 'INSUFFICIENT_DATA' ? other : from} -> ${to}`;
}

function filledText(rule: AlarmRule, points: readonly RealPoint[], filled: number): string {
  const received =
    points.length === 0 ? 'no datapoints were' : `${counted(points.length, 'datapoint')} ${wasWere(points.length)}`;
  const treatedAs = TREATED_AS[rule.treatMissingData];
  return (
    `Threshold Crossed: ${received} received for ${counted(rule.evaluationPeriods, 'period')} and ` +
    `${counted(filled, 'missing datapoint')} ${wasWere(filled)} treated as [${treatedAs}].`
  );
}

/** The reason as JSON text, with numbers spelled as AWS spells them (`50.0`). */
export function reasonData(rule: AlarmRule, basis: Basis, context: ReasonContext): string {
  const first = basis.points[0];
  const fields = [
    ['version', '"1.0"'],
    ['queryDate', JSON.stringify(alarmDate(context.nowMs))],
    ...(first === undefined ? [] : [['startDate', JSON.stringify(alarmDate(first.atMs))]]),
    ...(context.unit === undefined ? [] : [['unit', JSON.stringify(context.unit)]]),
    ...(context.statistic === undefined ? [] : [['statistic', JSON.stringify(context.statistic)]]),
    ['period', String(context.periodS)],
    ['recentDatapoints', `[${basis.points.map(({ value }) => javaDouble(value)).join(',')}]`],
    ['threshold', javaDouble(rule.threshold)],
  ];
  return `{${fields.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
}

/** `2026-11-23T17:04:40.989+0000`, the form of every date in CloudWatch's events and messages. */
export function alarmDate(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}

/** `23/11/26 17:04:00`, the form of the dates in a reason. */
function reasonDate(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}

function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

function wasWere(n: number): string {
  return n === 1 ? 'was' : 'were';
}
