import { type Attributes, type AttributeValue, writeAttributeValue } from '../codec/attribute-value';
import { CborWriter } from '../codec/cbor-writer';

interface Units {
  readonly CapacityUnits?: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}
/** As DynamoDB answers it. */
export interface ConsumedCapacity extends Units {
  readonly TableName?: string;
  readonly Table?: Units;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Units>>;
  readonly LocalSecondaryIndexes?: Readonly<Record<string, Units>>;
}
export interface ItemCollectionMetrics {
  readonly ItemCollectionKey?: Attributes;
  readonly SizeEstimateRangeGB?: readonly number[];
}

/** The form of single-item operations, queries, scans and batches: values in a row inside a byte string (latin1, without its header). */
export function capacityContent(capacity: ConsumedCapacity): string {
  const writer = new CborWriter(64);
  writer.text(capacity.TableName ?? '').float64(capacity.CapacityUnits ?? 0);
  if (capacity.Table === undefined) writer.null();
  else writer.float64(capacity.Table.CapacityUnits ?? 0);
  writeIndexUnits(writer, capacity.GlobalSecondaryIndexes);
  writeIndexUnits(writer, capacity.LocalSecondaryIndexes);
  return writer.latin1();
}

function writeIndexUnits(writer: CborWriter, indexes: Readonly<Record<string, Units>> | undefined): void {
  const names = Object.keys(indexes ?? {});
  if (indexes === undefined || names.length === 0) {
    writer.null();
    return;
  }
  writer.map(names.length);
  for (const name of names) writer.text(name).float64(indexes[name]?.CapacityUnits ?? 0);
}

/** The form of transactions: an open map with numbers for names. */
export function writeExtendedCapacity(writer: CborWriter, capacity: ConsumedCapacity): void {
  writer.openMap();
  writeUnits(writer, capacity);
  if (capacity.TableName !== undefined) writer.integer(4).text(capacity.TableName);
  if (capacity.Table !== undefined) {
    writer.integer(5).openMap();
    writeUnits(writer, capacity.Table);
    writer.end();
  }
  writeExtendedIndexes(writer, 6, capacity.GlobalSecondaryIndexes);
  writeExtendedIndexes(writer, 7, capacity.LocalSecondaryIndexes);
  writer.end();
}

function writeUnits(writer: CborWriter, units: Units): void {
  if (units.CapacityUnits !== undefined) writer.integer(1).float64(units.CapacityUnits);
  if (units.ReadCapacityUnits !== undefined) writer.integer(2).float64(units.ReadCapacityUnits);
  if (units.WriteCapacityUnits !== undefined) writer.integer(3).float64(units.WriteCapacityUnits);
}

function writeExtendedIndexes(
  writer: CborWriter,
  key: number,
  indexes: Readonly<Record<string, Units>> | undefined,
): void {
  const names = Object.keys(indexes ?? {});
  if (indexes === undefined || names.length === 0) return;
  writer.integer(key).map(names.length);
  for (const name of names) {
    writer.text(name).openMap();
    writeUnits(writer, indexes[name] ?? {});
    writer.end();
  }
}

/** The hash key's value and the two estimates, in a row inside a byte string. Undefined where DynamoDB gave none. */
export function collectionMetricsContent(metrics: ItemCollectionMetrics | undefined): string | undefined {
  const values: readonly AttributeValue[] = Object.values(metrics?.ItemCollectionKey ?? {});
  const [key] = values;
  const [lower, upper] = metrics?.SizeEstimateRangeGB ?? [];
  if (key === undefined || lower === undefined || upper === undefined) return undefined;
  const writer = new CborWriter(64);
  writeAttributeValue(writer, key);
  return writer.float64(lower).float64(upper).latin1();
}
