import { withProvisioned } from './capacity-change';
import type { DynamoDbContext } from './context';
import { unitsOf } from './create-table';
import { isJson, type Json, jsonOf, listOf } from './json';
import { invalidValues, limitExceeded } from './refusals';
import { type BillingMode, noUnits, type TableRecord } from './table';

const dayMs = 86_400_000;
const switchesPerDay = 4;

/** The mode that a request asks for, if it is another one than the table has. */
export const wantedMode = (table: TableRecord, input: Json): BillingMode | undefined => {
  const wanted = input.BillingMode;
  if (wanted !== 'PROVISIONED' && wanted !== 'PAY_PER_REQUEST') return undefined;
  return wanted === table.mode ? undefined : wanted;
};

/**
 * To on-demand: four times in any 24 hours (quota since August 2025). To provisioned: at any time, with units for the table and
 * for every global index.
 */
export const switchedTable = (
  context: DynamoDbContext,
  table: TableRecord,
  mode: BillingMode,
  input: Json,
): TableRecord => {
  const nowMs = context.platform.clock.now();
  if (mode === 'PAY_PER_REQUEST') {
    const recent = table.switchesToOnDemandAtMs.filter((ms) => ms > nowMs - dayMs);
    if (recent.length >= switchesPerDay)
      throw limitExceeded(
        `Update to PayPerRequest mode are limited to ${switchesPerDay} times in 24 hours. Last update at ${new Date(recent.at(-1) ?? nowMs).toUTCString()}. ` +
          `Next update can be made at ${new Date((recent[0] ?? nowMs) + dayMs).toUTCString()}`,
      );
    return {
      ...table,
      mode,
      wasOnDemand: true,
      switchesToOnDemandAtMs: [...recent, nowMs],
      capacity: withProvisioned(table.capacity, noUnits),
      globalIndexes: table.globalIndexes.map((index) => ({
        ...index,
        capacity: withProvisioned(index.capacity, noUnits),
      })),
    };
  }
  if (!isJson(input.ProvisionedThroughput))
    throw invalidValues('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  const given = new Map(
    listOf(input.GlobalSecondaryIndexUpdates)
      .map((update) => jsonOf(update.Update))
      .filter((update) => isJson(update.ProvisionedThroughput))
      .map((update) => [update.IndexName, unitsOf(jsonOf(update.ProvisionedThroughput))]),
  );
  const missing = table.globalIndexes.filter((index) => !given.has(index.name)).map((index) => index.name);
  if (missing.length > 0)
    throw invalidValues(`ProvisionedThroughput must be specified for index: ${missing.join(',')}`);
  const noMaximum = { onDemandMax: {} };
  return {
    ...table,
    mode,
    capacity: { ...withProvisioned(table.capacity, unitsOf(input.ProvisionedThroughput)), ...noMaximum },
    globalIndexes: table.globalIndexes.map((index) => ({
      ...index,
      capacity: { ...withProvisioned(index.capacity, given.get(index.name) ?? noUnits), ...noMaximum },
    })),
  };
};
