/** Name of a table's partition key; undefined where there is no such table. */
export type PartitionKeyOf = (table: string) => Promise<string | undefined>;

/**
 * `dynamodb:LeadingKeys` of a call on one item: the value of its partition key. Queries, batches and transactions have the key too at AWS;
 * here they have none, so a statement that asks for it refuses them (stricter than AWS, never wider).
 */
export async function leadingKeyOf(
  input: Readonly<Record<string, unknown>>,
  partitionKeyOf: PartitionKeyOf,
): Promise<Readonly<Record<string, string>>> {
  const item = input.Key ?? input.Item;
  if (typeof item !== 'object' || item === null || typeof input.TableName !== 'string') {
    return {};
  }
  const name = await partitionKeyOf(input.TableName);
  const value: unknown = name === undefined ? undefined : Reflect.get(item, name);
  const [key] = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return typeof key === 'string' ? { 'dynamodb:LeadingKeys': key } : {};
}

interface Described {
  readonly Table?: { readonly KeySchema?: readonly { readonly AttributeName?: string; readonly KeyType?: string }[] };
}

/** Asks each table once. A table that is made anew with another key keeps the old one here: its calls are refused, never let through. */
export function askedOnce(describe: (table: string) => Promise<Described>): PartitionKeyOf {
  const known = new Map<string, string>();
  return async (table) => {
    const before = known.get(table);
    if (before !== undefined) {
      return before;
    }
    try {
      const { Table } = await describe(table);
      const name = Table?.KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
      if (name !== undefined) {
        known.set(table, name);
      }
      return name;
    } catch {
      return undefined;
    }
  };
}
