import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Condition, Json, Path, Update } from '../ledger';
import { toAttributeValue } from './attribute-value';

export interface UpdateExpression {
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** An update of the ledger in DynamoDB's expression language. */
export function updateExpression(update: Update): UpdateExpression {
  const names = new Map<string, string>();
  const values: Record<string, AttributeValue> = {};
  const name = (path: Path): string =>
    path
      .split('.')
      .map((part) => {
        names.set(part, `#${part}`);
        return `#${part}`;
      })
      .join('.');
  const value = (json: Json): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = toAttributeValue(json);
    return placeholder;
  };

  const sets = [
    ...Object.entries(update.set ?? {}).map(([path, json]) => `${name(path)} = ${value(json)}`),
    ...Object.entries(update.setIfAbsent ?? {}).map(
      ([path, json]) => `${name(path)} = if_not_exists(${name(path)}, ${value(json)})`,
    ),
    ...Object.entries(update.increment ?? {}).map(
      ([path, by]) => `${name(path)} = if_not_exists(${name(path)}, ${value(0)}) + ${value(by)}`,
    ),
  ];
  const removes = (update.remove ?? []).map(name);
  const condition = update.when && conditionText(update.when, name, value);
  return {
    UpdateExpression: [
      sets.length > 0 ? `SET ${sets.join(', ')}` : '',
      removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
    ]
      .filter((clause) => clause !== '')
      .join(' '),
    ...(condition !== undefined && { ConditionExpression: condition }),
    ExpressionAttributeNames: Object.fromEntries([...names].map(([real, placeholder]) => [placeholder, real])),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

function conditionText(condition: Condition, name: (path: Path) => string, value: (json: Json) => string): string {
  switch (condition.kind) {
    case 'absent':
      return `attribute_not_exists(${name(condition.path)})`;
    case 'present':
      return `attribute_exists(${name(condition.path)})`;
    case 'equals':
      return `${name(condition.path)} = ${value(condition.value)}`;
    case 'differs':
      // DynamoDB finds an absent attribute different from everything; a comparison with nothing is false here.
      return `(attribute_exists(${name(condition.path)}) AND ${name(condition.path)} <> ${value(condition.value)})`;
    case 'less':
      return `${name(condition.path)} < ${value(condition.value)}`;
    case 'all':
      return `(${condition.of.map((part) => conditionText(part, name, value)).join(' AND ')})`;
    case 'any':
      return `(${condition.of.map((part) => conditionText(part, name, value)).join(' OR ')})`;
  }
}
