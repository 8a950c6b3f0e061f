import { ServiceError } from '../../kernel/service-error';
import { type DynamoDbContext, knownTable, replaceTable } from './context';
import { isJson, type Json, jsonOf, numberOf, textOf } from './json';
import { invalid, invalidValues } from './refusals';
import type { TableRecord } from './table';

/** TableNotFoundException is what these two operations say where others say ResourceNotFoundException. */
const backedUpTable = (context: DynamoDbContext, input: Json): TableRecord => {
  const name = textOf(input.TableName) ?? '';
  try {
    return knownTable(context, name);
  } catch {
    throw new ServiceError('TableNotFoundException', `Table not found: ${name}`);
  }
};

/** Stored only: there is nothing to restore from. */
export const describeContinuousBackups = (context: DynamoDbContext, input: Json): Json =>
  describe(context, backedUpTable(context, input));

export const updateContinuousBackups = (context: DynamoDbContext, input: Json): Json => {
  const table = backedUpTable(context, input);
  if (!isJson(input.PointInTimeRecoverySpecification))
    throw invalid('PointInTimeRecoverySpecification is required but was not present in the request');
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays } = input.PointInTimeRecoverySpecification;
  if (typeof enabled !== 'boolean') throw invalidValues('PointInTimeRecoveryEnabled must be true or false');
  const days = numberOf(RecoveryPeriodInDays) ?? 35;
  if (!Number.isInteger(days) || days < 1 || days > 35)
    throw invalidValues(`RecoveryPeriodInDays must be between 1 and 35, is ${days}`);
  const changed = replaceTable(context, table.name, ({ pointInTimeRecovery, ...rest }) =>
    enabled
      ? {
          ...rest,
          pointInTimeRecovery: { sinceMs: pointInTimeRecovery?.sinceMs ?? context.platform.clock.now(), days },
        }
      : rest,
  );
  return describe(context, changed ?? table);
};

const describe = (context: DynamoDbContext, { pointInTimeRecovery }: TableRecord): Json => {
  const nowMs = context.platform.clock.now();
  const recovery = pointInTimeRecovery
    ? {
        PointInTimeRecoveryStatus: 'ENABLED',
        RecoveryPeriodInDays: pointInTimeRecovery.days,
        EarliestRestorableDateTime:
          Math.max(pointInTimeRecovery.sinceMs, nowMs - pointInTimeRecovery.days * 86_400_000) / 1000,
        LatestRestorableDateTime: Math.max(pointInTimeRecovery.sinceMs, nowMs - 300_000) / 1000,
      }
    : { PointInTimeRecoveryStatus: 'DISABLED' };
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: jsonOf(recovery),
    },
  };
};
