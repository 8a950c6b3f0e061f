import type {
  AlarmHistoryItem,
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsForMetricInput,
  DisableAlarmActionsInput,
  PutCompositeAlarmInput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
  Tag,
} from '@aws-sdk/client-cloudwatch';
import { isJson } from '../../kernel/is-json';
import type { Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import type { Alarm } from './alarm';
import type { AlarmBook } from './alarm-book';
import type { AlarmEngine } from './alarm-engine';
import { ALARM_STATES } from './alarm-evaluation';
import { configurationChangeDetail } from './alarm-event';
import { type AlarmHistory, HISTORY_TYPES } from './alarm-history';
import { metricAlarmOut } from './alarm-out';
import { checkLength, constraint, oneOf, required, validationError } from './cloudwatch-error';
import { describeAlarms } from './describe-alarms';
import { metricId, metricKey } from './metric-id';
import { pageOf } from './page';
import { readCompositeAlarm } from './read-composite-alarm';
import { readMetricAlarm } from './read-metric-alarm';

export interface AlarmOperationsContext {
  readonly platform: Platform;
  readonly book: AlarmBook;
  readonly history: AlarmHistory;
  readonly engine: AlarmEngine;
}

const MAX_NAMES = 100;
const HISTORY_PAGE = 100;

export function alarmOperations({ platform, book, history, engine }: AlarmOperationsContext) {
  const place = () => ({ account: platform.account, region: platform.region, nowMs: platform.clock.now() });

  const tell = (operation: 'create' | 'update' | 'delete', alarm: Alarm, before?: Alarm): void => {
    const status = book.status(alarm.name);
    if (status === undefined) {
      return;
    }
    const done = { create: 'created', update: 'updated', delete: 'deleted' }[operation];
    history.add({
      alarmName: alarm.name,
      alarmType: alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
      type: 'ConfigurationUpdate',
      atMs: platform.clock.now(),
      summary: `Alarm "${alarm.name}" ${done}`,
      data: JSON.stringify({
        version: '1.0',
        type: operation,
        ...configurationChangeDetail(operation, alarm, status, before),
      }),
    });
    platform.emit({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm Configuration Change',
      resources: [alarm.arn],
      detail: configurationChangeDetail(operation, alarm, status, before),
    });
  };

  const put = (alarm: Alarm, tags: readonly Tag[] | undefined): void => {
    const before = book.get(alarm.name);
    if (before !== undefined && before.kind !== alarm.kind) {
      throw validationError(`An alarm of the other type with the name ${alarm.name} is there already.`);
    }
    const nowMs = platform.clock.now();
    engine.forget(alarm.name);
    book.put(alarm, {
      state: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      reasonData: undefined,
      updatedMs: nowMs,
      transitionedMs: nowMs,
    });
    if (before === undefined && tags !== undefined) {
      book.setTags(alarm.name, new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value])));
    }
    tell(before === undefined ? 'create' : 'update', alarm, before);
    if (alarm.kind === 'composite') {
      engine.evaluateComposite(alarm, before === undefined ? 'created' : 'updated');
    }
  };

  const enable = (names: readonly string[] = [], actionsEnabled: boolean): void => {
    checkNames(names);
    for (const name of names) {
      const alarm = book.get(name);
      const status = book.status(name);
      if (alarm !== undefined && status !== undefined && alarm.actionsEnabled !== actionsEnabled) {
        const changed = { ...alarm, actionsEnabled, configurationUpdatedMs: platform.clock.now() };
        book.put(changed, status);
        tell('update', changed, alarm);
      }
    }
  };

  return {
    PutMetricAlarm(input: PutMetricAlarmInput) {
      put(readMetricAlarm(input, place()), input.Tags);
    },
    PutCompositeAlarm(input: PutCompositeAlarmInput) {
      put(readCompositeAlarm(input, place(), book), input.Tags);
    },
    DescribeAlarms: (input: Parameters<typeof describeAlarms>[1]) => describeAlarms(book, input),
    DescribeAlarmsForMetric(input: DescribeAlarmsForMetricInput) {
      const wanted = metricKey(
        metricId(required('namespace', input.Namespace), required('metricName', input.MetricName), input.Dimensions),
      );
      const stat = input.Statistic ?? input.ExtendedStatistic;
      const MetricAlarms = book.metricAlarms().flatMap((alarm) => {
        const status = book.status(alarm.name);
        const matches = alarm.queries.some(
          (query) =>
            query.kind === 'metric' &&
            metricKey(query.metric) === wanted &&
            (stat === undefined || stat === query.stat) &&
            (input.Period === undefined || input.Period === query.periodS) &&
            (input.Unit === undefined || input.Unit === query.unit),
        );
        return matches && status !== undefined ? [metricAlarmOut(alarm, status)] : [];
      });
      return { MetricAlarms };
    },
    DeleteAlarms({ AlarmNames = [] }: DeleteAlarmsInput) {
      checkNames(AlarmNames);
      const names = new Set(AlarmNames);
      for (const name of names) {
        const parents = book.parentsOf(name).filter((parent) => !names.has(parent.name));
        if (parents.length > 0) {
          throw validationError(`Cannot delete ${name} as there are composite alarm(s) depending on it.`);
        }
      }
      for (const name of names) {
        const alarm = book.get(name);
        if (alarm !== undefined) {
          tell('delete', alarm);
          engine.forget(name);
          book.delete(name);
        }
      }
    },
    SetAlarmState(input: SetAlarmStateInput) {
      const name = checkLength('alarmName', required('alarmName', input.AlarmName), 1, 255);
      const state = oneOf('stateValue', required('stateValue', input.StateValue), ALARM_STATES);
      const reason = checkLength('stateReason', required('stateReason', input.StateReason), 0, 1_023);
      const data = input.StateReasonData;
      if (data !== undefined && (data.length > 4_000 || !isJson(data))) {
        throw new ServiceError('InvalidFormatFault', 'StateReasonData must be JSON text of at most 4000 characters.');
      }
      const alarm = book.get(name);
      if (alarm === undefined) {
        throw new ServiceError('ResourceNotFound', `The alarm ${name} does not exist.`, 404);
      }
      engine.setState(alarm, { state, reason, reasonData: data });
    },
    EnableAlarmActions: ({ AlarmNames }: DisableAlarmActionsInput) => enable(AlarmNames, true),
    DisableAlarmActions: ({ AlarmNames }: DisableAlarmActionsInput) => enable(AlarmNames, false),
    DescribeAlarmHistory(input: DescribeAlarmHistoryInput) {
      if (input.HistoryItemType !== undefined) {
        oneOf('historyItemType', input.HistoryItemType, HISTORY_TYPES);
      }
      const found = history.list({
        alarmName: input.AlarmName,
        alarmTypes: input.AlarmTypes ?? ['MetricAlarm'],
        type: input.HistoryItemType,
        fromMs: input.StartDate?.getTime(),
        toMs: input.EndDate?.getTime(),
      });
      const ordered = input.ScanBy === 'TimestampAscending' ? found : [...found].reverse();
      const page = pageOf(ordered, input.NextToken, pageSize(input.MaxRecords));
      return {
        AlarmHistoryItems: page.items.map(
          ({ alarmName, alarmType, type, atMs, summary, data }): AlarmHistoryItem => ({
            AlarmName: alarmName,
            AlarmType: alarmType,
            HistoryItemType: type,
            Timestamp: new Date(atMs),
            HistorySummary: summary,
            HistoryData: data,
          }),
        ),
        ...page.token,
      };
    },
  };
}

function pageSize(maxRecords = HISTORY_PAGE): number {
  if (!Number.isInteger(maxRecords) || maxRecords < 1 || maxRecords > HISTORY_PAGE) {
    throw constraint('maxRecords', maxRecords, 'Member must have value between 1 and 100');
  }
  return maxRecords;
}

function checkNames(names: readonly string[]): void {
  if (names.length > MAX_NAMES) {
    throw constraint(
      'alarmNames',
      `[${names.length} names]`,
      `Member must have length less than or equal to ${MAX_NAMES}`,
    );
  }
}
