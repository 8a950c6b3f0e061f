/** Tables that policies of a role allow, as name patterns. A policy that denies is not taken into account: this pairs, it does not judge rights. */
export const tablesIn = (documents: readonly unknown[], region: string): readonly string[] => {
  const found = documents.flatMap(statementsOf).flatMap((statement) => {
    if (statement.Effect !== 'Allow' || !listOf(statement.Action).some(isOfDynamoDb)) return [];
    return listOf(statement.Resource).flatMap((resource) => tableIn(resource, region) ?? []);
  });
  return [...new Set(found)];
};

/** Whether a name pattern of IAM holds a table's name. */
export const holds = (pattern: string, table: string): boolean => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(table);
};

const isOfDynamoDb = (action: string): boolean => action === '*' || /^dynamodb:/i.test(action);

/** The table part of an ARN of this Region; indexes and streams belong to their table. */
const tableIn = (resource: string, region: string): string | undefined => {
  if (resource === '*') return '*';
  const [, at, table] = /^arn:[^:]*:dynamodb:([^:]*):[^:]*:table\/([^/]+)/.exec(resource) ?? [];
  return table !== undefined && at !== undefined && holds(at, region) ? table : undefined;
};

const statementsOf = (document: unknown): readonly Statement[] => {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return [];
  const { Statement: statements } = document;
  return (Array.isArray(statements) ? statements : [statements]) as readonly Statement[];
};

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

const listOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
