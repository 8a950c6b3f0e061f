import type { AlarmType, DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/service-error';
import type { Alarm } from './alarm';
import type { AlarmBook } from './alarm-book';
import { ALARM_STATES } from './alarm-evaluation';
import { compositeAlarmOut, metricAlarmOut } from './alarm-out';
import { constraint, invalidCombination, oneOf, validationError } from './cloudwatch-error';
import { alarmNameOf, childrenOf } from './composite-rule';
import { pageOf } from './page';

const LARGEST_PAGE = 100;
const RELATIVES = ['ChildrenOfAlarmName', 'ParentsOfAlarmName'] as const;
const ALONGSIDE_RELATIVES: ReadonlySet<string> = new Set(['MaxRecords', 'NextToken']);

/** DescribeAlarms: by names, prefix, type, state and action, or the relatives of one alarm; in the order of names. */
export function describeAlarms(book: AlarmBook, input: DescribeAlarmsInput): DescribeAlarmsOutput {
  const { AlarmNames, AlarmNamePrefix, MaxRecords = LARGEST_PAGE } = input;
  if (!Number.isInteger(MaxRecords) || MaxRecords < 1 || MaxRecords > LARGEST_PAGE) {
    throw constraint('maxRecords', MaxRecords, `Member must have value between 1 and ${LARGEST_PAGE}`);
  }
  if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
    throw invalidCombination('AlarmNames and AlarmNamePrefix are mutually exclusive.');
  }
  if ((AlarmNames?.length ?? 0) > LARGEST_PAGE) {
    throw constraint(
      'alarmNames',
      `[${AlarmNames?.length} names]`,
      `Member must have length less than or equal to ${LARGEST_PAGE}`,
    );
  }
  const relative = RELATIVES.find((name) => input[name] !== undefined);
  const page = pageOf(
    relative === undefined ? chosen(book, input) : relatives(book, input, relative),
    input.NextToken,
    MaxRecords,
  );
  const MetricAlarms: NonNullable<DescribeAlarmsOutput['MetricAlarms']> = [];
  const CompositeAlarms: NonNullable<DescribeAlarmsOutput['CompositeAlarms']> = [];
  for (const alarm of page.items) {
    const status = book.status(alarm.name);
    if (status !== undefined && alarm.kind === 'metric') {
      MetricAlarms.push(metricAlarmOut(alarm, status));
    } else if (status !== undefined && alarm.kind === 'composite') {
      CompositeAlarms.push(compositeAlarmOut(alarm, status, book.suppression(alarm.name)));
    }
  }
  return { MetricAlarms, CompositeAlarms, ...page.token };
}

/** Without types only metric alarms are meant. */
function chosen(book: AlarmBook, input: DescribeAlarmsInput): readonly Alarm[] {
  const { AlarmNames, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue, ActionPrefix } = input;
  if (StateValue !== undefined) {
    oneOf('stateValue', StateValue, ALARM_STATES);
  }
  const types = AlarmTypes.map(checkType);
  const names = AlarmNames === undefined ? undefined : new Set(AlarmNames);
  return book.list().filter((alarm) => {
    const actions = [...alarm.okActions, ...alarm.alarmActions, ...alarm.insufficientDataActions];
    return (
      types.includes(alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm') &&
      (names?.has(alarm.name) ?? alarm.name.startsWith(AlarmNamePrefix)) &&
      (StateValue === undefined || book.status(alarm.name)?.state === StateValue) &&
      (ActionPrefix === undefined || actions.some((arn) => arn.startsWith(ActionPrefix)))
    );
  });
}

function checkType(type: AlarmType): AlarmType {
  if (type === 'MetricAlarm' || type === 'CompositeAlarm') {
    return type;
  }
  throw validationError(`The alarm type ${type} is not there on the local platform.`);
}

function relatives(
  book: AlarmBook,
  input: DescribeAlarmsInput,
  relative: (typeof RELATIVES)[number],
): readonly Alarm[] {
  const others = Object.entries(input).filter(
    ([name, value]) => value !== undefined && name !== relative && !ALONGSIDE_RELATIVES.has(name),
  );
  if (others.length > 0) {
    throw validationError(
      `${relative} must not be specified together with ${others.map(([name]) => name).join(', ')}.`,
    );
  }
  const alarm = book.get(alarmNameOf(input[relative] ?? ''));
  if (alarm === undefined) {
    throw new ServiceError('ResourceNotFound', `The alarm ${input[relative]} does not exist.`, 404);
  }
  if (relative === 'ParentsOfAlarmName') {
    return book.parentsOf(alarm.name);
  }
  const children = new Set(alarm.kind === 'composite' ? childrenOf(alarm.rule) : []);
  return book.list().filter(({ name }) => children.has(name));
}
