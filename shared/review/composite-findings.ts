import { alarmFindings, stuckFinding } from './alarm-findings';
import { childrenOf, readRule, valuesOf } from './composite-rule';
import { type Finding, finding } from './finding';
import type { FindingCode } from './finding-codes';
import type { AccountSurvey, AlarmState } from './survey';

/** With these an alarm never gets to ALARM. */
const neverFires: ReadonlySet<FindingCode> = new Set([
  'alarm-unknown-metric',
  'alarm-wrong-dimension',
  'alarm-of-nothing',
  'alarm-unreachable',
  'alarm-wrong-unit',
]);

type States = ReadonlySet<AlarmState['state']>;

const everyState: States = new Set(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const neverAlarm: States = new Set(['OK', 'INSUFFICIENT_DATA']);
/** A composite alarm is never without data once it has been evaluated. */
const okOrAlarm: States = new Set(['OK', 'ALARM']);
const onlyOk: States = new Set(['OK']);
const onlyAlarm: States = new Set(['ALARM']);

export const anyAlarmFindings: typeof compositeFindings = (alarm, target, alarms, account, nowMs) =>
  alarm.rule === undefined
    ? alarmFindings(alarm, target, account, nowMs)
    : compositeFindings(alarm, target, alarms, account, nowMs);

/** What is wrong with a composite alarm: its parts, its rule, and its state. */
function compositeFindings(
  alarm: AlarmState,
  target: string | null,
  alarms: readonly AlarmState[],
  account: AccountSurvey,
  nowMs: number,
): readonly Finding[] {
  const rule = readRule(alarm.rule ?? '');
  if (rule === null) return stuckFinding(alarm, target, nowMs);
  const byName = new Map(alarms.map((one) => [one.name, one]));
  const absent = childrenOf(rule).filter((name) => !byName.has(name));
  const states = statesIn(byName, account, nowMs);
  const values = valuesOf(rule, (name) => states(name, [alarm.name]));
  const fixed = values.true && values.false ? [] : [values.true ? 'always true' : 'never true'];
  return [
    ...absent.map((name) =>
      finding('alarm-of-nothing', target, alarm.name, `its rule names ${name}, which is not there`, name),
    ),
    ...fixed.map((what) => finding('alarm-rule-fixed', target, alarm.name, `${alarm.rule ?? ''} is ${what}`)),
    ...stuckFinding(alarm, target, nowMs),
  ];
}

/** Follows composite alarms within composite alarms; one that comes back to itself can be in any state. */
function statesIn(byName: ReadonlyMap<string, AlarmState>, account: AccountSurvey, nowMs: number) {
  const states = (name: string, above: readonly string[]): States => {
    const alarm = byName.get(name);
    if (alarm === undefined) return new Set();
    if (alarm.rule === undefined) {
      const broken = alarmFindings(alarm, null, account, nowMs).some(({ code }) => neverFires.has(code));
      return broken && alarm.state !== 'ALARM' ? neverAlarm : everyState;
    }
    const rule = above.includes(name) ? null : readRule(alarm.rule);
    if (rule === null) return everyState;
    const values = valuesOf(rule, (child) => states(child, [...above, name]));
    if (values.true && values.false) return okOrAlarm;
    return values.true ? onlyAlarm : onlyOk;
  };
  return states;
}
