import { type DynamoDbContext, knownTable, replaceTable, restingTable } from './context';
import { allItems } from './embedded-engine';
import { keyAttributesOf, lockKey } from './item-keys';
import { type Json, jsonOf, textOf, type WireItem } from './json';
import { invalid, invalidValues } from './refusals';
import { storedItem } from './stored-item';
import type { TableRecord } from './table';

const hourMs = 3_600_000;
const fiveYearsSeconds = 5 * 365 * 86_400;

export const updateTimeToLive = (context: DynamoDbContext, input: Json): Json => {
  const { Enabled: enabled, AttributeName } = jsonOf(input.TimeToLiveSpecification);
  const attribute = textOf(AttributeName) ?? '';
  if (typeof enabled !== 'boolean' || attribute.length < 1 || attribute.length > 255)
    throw invalidValues('TimeToLiveSpecification needs Enabled and an AttributeName of 1 to 255 characters');
  const table = restingTable(context, textOf(input.TableName) ?? '');
  const nowMs = context.platform.clock.now();
  const { timeToLive } = table;
  if (enabled && timeToLive && timeToLive.status !== 'DISABLING') throw invalid('TimeToLive is already enabled');
  if (!enabled && !timeToLive) throw invalid('TimeToLive is already disabled');
  if (!enabled && timeToLive && timeToLive.attribute !== attribute)
    throw invalid(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${timeToLive.attribute}`,
    );
  if (timeToLive && (timeToLive.status !== 'ENABLED' || nowMs - timeToLive.changedAtMs < hourMs))
    throw invalid('Time to live has been modified multiple times within a fixed interval');
  context.expiries.forget(table.name);
  replaceTable(context, table.name, (old) => ({
    ...old,
    timeToLive: { attribute, status: enabled ? 'ENABLING' : 'DISABLING', changedAtMs: nowMs },
  }));
  context.later(context.durations.timeToLiveMs, () => {
    replaceTable(context, table.name, ({ timeToLive: old, ...rest }) =>
      enabled && old ? { ...rest, timeToLive: { ...old, status: 'ENABLED' } } : rest,
    );
  });
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
};

export const describeTimeToLive = (context: DynamoDbContext, input: Json): Json => {
  const { timeToLive } = knownTable(context, textOf(input.TableName) ?? '');
  return {
    TimeToLiveDescription: timeToLive
      ? { TimeToLiveStatus: timeToLive.status, AttributeName: timeToLive.attribute }
      : { TimeToLiveStatus: 'DISABLED' },
  };
};

/** Deletes what has expired by the virtual clock. Costs the table nothing. What lies more than five years back is left alone, as on AWS. */
export const sweepExpired = async (context: DynamoDbContext): Promise<void> => {
  const nowMs = context.platform.clock.now();
  for (const table of context.tables.values())
    if (table.timeToLive?.status === 'ENABLED' && table.status !== 'DELETING')
      if (context.expiries.mayHaveExpired(table.name, nowMs))
        await sweepTable(context, table, table.timeToLive.attribute);
};

const sweepTable = async (context: DynamoDbContext, table: TableRecord, attribute: string): Promise<void> => {
  const expired = await expiredItems(context, table, attribute);
  let deleted = 0;
  for (const item of expired) {
    const key = lockKey(table, item);
    if (key === undefined) continue;
    await context.locks.run([key], async () => {
      const current = await storedItem(context, table, item);
      const atMs = current && expiryMs(context, current, attribute);
      if (atMs === undefined || atMs > context.platform.clock.now()) return;
      await context.engine.call('DeleteItem', { TableName: table.name, Key: keyAttributesOf(table, item) });
      deleted += 1;
    });
  }
  if (deleted > 0) context.meter.timeToLiveDeleted(table.name, deleted);
};

/** What has expired; the watch learns when the next one will. */
const expiredItems = async (
  context: DynamoDbContext,
  table: TableRecord,
  attribute: string,
): Promise<readonly WireItem[]> => {
  const seen = context.expiries.looking(table.name);
  const expired: WireItem[] = [];
  let soonestMs = Number.MAX_VALUE;
  try {
    for await (const item of allItems(context.engine.call, table.name)) {
      const atMs = expiryMs(context, item, attribute);
      if (atMs === undefined) continue;
      if (atMs <= context.platform.clock.now()) expired.push(item);
      else soonestMs = Math.min(soonestMs, atMs);
    }
  } catch (error) {
    context.expiries.forget(table.name);
    throw error;
  }
  seen(soonestMs);
  return expired;
};

/** When an item expires, in virtual ms; `undefined` for what never does. */
const expiryMs = (context: DynamoDbContext, item: WireItem, attribute: string): number | undefined => {
  const text = textOf(item[attribute]?.N);
  const seconds = Number(text);
  const nowSeconds = context.platform.clock.now() / 1000;
  return text === undefined || Number.isNaN(seconds) || seconds <= nowSeconds - fiveYearsSeconds
    ? undefined
    : seconds * 1000;
};
