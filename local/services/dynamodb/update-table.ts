import { changedCapacity, notYetProvisioned } from './capacity-change';
import { configureGuards, type DynamoDbContext, finishLater, replaceTable, restingTable } from './context';
import { forEngine, refuseStream, tableClassOf, unitsOf } from './create-table';
import { settledEngine } from './engine-settled';
import { addIndex, dropIndex } from './index-changes';
import { isJson, type Json, jsonOf, listOf, textOf } from './json';
import { switchedTable, wantedMode } from './mode-switch';
import { invalid, invalidValues, refuseStrangers } from './refusals';
import type { GlobalIndexRecord, TableRecord } from './table';
import { describe } from './table-description';
import { capacityMembers, settledWarm } from './table-settings';
import { checkQuotas } from './throughput-quotas';

const known = [
  'TableName',
  'AttributeDefinitions',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexUpdates',
  'StreamSpecification',
  'SSESpecification',
  'TableClass',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'WarmThroughput',
];

/** One kind of change per call: throughput and mode, a new index, or the end of an index. The table is UPDATING until it is done. */
export const updateTable = async (context: DynamoDbContext, input: Json): Promise<Json> => {
  refuseStrangers('UpdateTable', input, known);
  refuseStream('UpdateTable', input);
  if (known.every((member) => member === 'TableName' || input[member] === undefined))
    throw invalid(`At least one of ${known.slice(2).join(', ')} is required`);
  const forwarded = engineRequest(input);
  if (Object.keys(forwarded).length > 1) context.engine.validate?.('UpdateTable', forwarded);
  const table = restingTable(context, textOf(input.TableName) ?? '');
  const updates = listOf(input.GlobalSecondaryIndexUpdates);
  const creates = updates.filter((update) => isJson(update.Create));
  const deletes = updates.filter((update) => isJson(update.Delete));
  const throughput = throughputChanges(input, updates);
  if (
    [throughput, creates.length > 0, deletes.length > 0].filter(Boolean).length > 1 ||
    creates.length + deletes.length > 1
  )
    throw invalidValues(
      'Only one of a throughput or billing mode change, the creation of one index and the deletion of one index is allowed per UpdateTable',
    );
  if (creates[0]) return addIndex(context, table, jsonOf(creates[0].Create), input);
  if (deletes[0]) return dropIndex(context, table, jsonOf(deletes[0].Delete));
  return changeSettings(context, table, input, throughput);
};

const throughputChanges = (input: Json, updates: readonly Json[]): boolean =>
  input.ProvisionedThroughput !== undefined ||
  input.BillingMode !== undefined ||
  updates.some((update) => isJson(jsonOf(update.Update).ProvisionedThroughput));

const changeSettings = async (
  context: DynamoDbContext,
  table: TableRecord,
  input: Json,
  throughput: boolean,
): Promise<Json> => {
  const nowMs = context.platform.clock.now();
  const mode = wantedMode(table, input);
  const target = withSettings(
    mode ? switchedTable(context, table, mode, input) : withThroughput(table, input, nowMs),
    input,
    nowMs,
  );
  if (JSON.stringify(target) === JSON.stringify(table)) return { TableDescription: describe(table, nowMs) };
  checkQuotas(context, target);
  if (throughput) {
    await context.engine.call('UpdateTable', engineRequest(input));
    await settledEngine(context.engine, table.name);
  }
  const during = whileUpdating(table, target, mode !== undefined);
  context.tables.set(table.name, during);
  context.platform.log.write('dynamodb.table.updating', {
    table: table.name,
    mode: target.mode,
    from: table.capacity.provisioned,
    to: target.capacity.provisioned,
  });
  finishLater(context, table.name, mode ? context.durations.switchMs : context.durations.updateMs, () =>
    finish(context, target, mode !== undefined),
  );
  return { TableDescription: describe(during, nowMs) };
};

/** Only what the engine knows of the change: an index of an on-demand table, for one, has no units there either. */
const engineRequest = (input: Json): Json => {
  const { BillingMode, GlobalSecondaryIndexUpdates, ProvisionedThroughput, TableName } = forEngine(input);
  const updates = listOf(GlobalSecondaryIndexUpdates).filter(
    ({ Update }) => !isJson(Update) || Update.ProvisionedThroughput !== undefined,
  );
  const withUnits = updates.map((update) => {
    const { Create } = update;
    if (!isJson(Create) || Create.ProvisionedThroughput !== undefined) return update;
    return { Create: { ...Create, ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } } };
  });
  return {
    TableName,
    ...(ProvisionedThroughput === undefined ? {} : { ProvisionedThroughput }),
    ...(BillingMode === undefined ? {} : { BillingMode }),
    ...(withUnits.length > 0 ||
    (GlobalSecondaryIndexUpdates !== undefined && !Array.isArray(GlobalSecondaryIndexUpdates))
      ? { GlobalSecondaryIndexUpdates: withUnits.length > 0 ? withUnits : GlobalSecondaryIndexUpdates }
      : {}),
  };
};

/** A switch shows the new mode at once and lets requests in by the old one; a throughput change shows the old units. */
const whileUpdating = (table: TableRecord, target: TableRecord, switching: boolean): TableRecord => ({
  ...target,
  status: 'UPDATING',
  enforcedMode: table.enforcedMode,
  capacity: switching ? target.capacity : notYetProvisioned(table.capacity, target.capacity),
  globalIndexes: target.globalIndexes.map((index) => {
    const before = table.globalIndexes.find((one) => one.name === index.name) ?? index;
    const changes = JSON.stringify(before.capacity) !== JSON.stringify(index.capacity);
    return {
      ...index,
      status: changes ? 'UPDATING' : 'ACTIVE',
      capacity: switching ? index.capacity : notYetProvisioned(before.capacity, index.capacity),
    };
  }),
});

const finish = (context: DynamoDbContext, target: TableRecord, switched: boolean): void => {
  const nowMs = context.platform.clock.now();
  const done = replaceTable(context, target.name, (now) => {
    if (now.status !== 'UPDATING') return now;
    return {
      ...target,
      tags: now.tags,
      ...(now.timeToLive ? { timeToLive: now.timeToLive } : {}),
      ...(now.pointInTimeRecovery ? { pointInTimeRecovery: now.pointInTimeRecovery } : {}),
      status: 'ACTIVE',
      enforcedMode: target.mode,
      ...(switched && target.mode === 'PAY_PER_REQUEST' ? { lastOnDemandAtMs: nowMs } : {}),
      capacity: settledWarm(target.capacity),
      globalIndexes: target.globalIndexes.map((index) => ({
        ...index,
        status: 'ACTIVE',
        capacity: settledWarm(index.capacity),
      })),
    };
  });
  if (done?.status !== 'ACTIVE') return;
  configureGuards(context, done);
  context.platform.log.write('dynamodb.table.active', {
    table: done.name,
    mode: done.mode,
    ...done.capacity.provisioned,
  });
};

const withThroughput = (table: TableRecord, input: Json, nowMs: number): TableRecord => {
  const updates = listOf(input.GlobalSecondaryIndexUpdates).map((update) => jsonOf(update.Update));
  const own = input.ProvisionedThroughput;
  if (
    table.mode === 'PAY_PER_REQUEST' &&
    (isJson(own) || updates.some((update) => isJson(update.ProvisionedThroughput)))
  )
    throw invalidValues(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  for (const update of updates)
    if (!table.globalIndexes.some((index) => index.name === update.IndexName))
      throw invalid(`The table does not have the specified index: ${textOf(update.IndexName) ?? ''}`);
  return {
    ...table,
    capacity: isJson(own) ? changedCapacity('table', table.capacity, unitsOf(own), nowMs) : table.capacity,
    globalIndexes: table.globalIndexes.map((index): GlobalIndexRecord => {
      const update = updates.find((one) => one.IndexName === index.name);
      if (!update) return index;
      const throughput = update.ProvisionedThroughput;
      const capacity = isJson(throughput)
        ? changedCapacity('index', index.capacity, unitsOf(throughput), nowMs)
        : index.capacity;
      return { ...index, capacity: capacityMembers(table.mode, capacity, update) };
    }),
  };
};

const withSettings = (table: TableRecord, input: Json, nowMs: number): TableRecord => {
  const tableClass = textOf(input.TableClass);
  const sse = input.SSESpecification;
  const { sse: oldSse, ...rest } = table;
  return {
    ...rest,
    capacity: capacityMembers(table.mode, table.capacity, input),
    ...(tableClass === undefined || tableClass === table.tableClass?.name
      ? {}
      : { tableClass: { name: tableClassOf(tableClass), changedAtMs: nowMs } }),
    ...(typeof input.DeletionProtectionEnabled === 'boolean'
      ? { deletionProtection: input.DeletionProtectionEnabled }
      : {}),
    ...(isJson(sse) ? sseOf(sse) : { ...(oldSse ? { sse: oldSse } : {}) }),
  };
};

const sseOf = (sse: Json): Pick<TableRecord, 'sse'> =>
  sse.Enabled === true ? { sse: { Status: 'ENABLED', SSEType: textOf(sse.SSEType) ?? 'KMS' } } : {};
