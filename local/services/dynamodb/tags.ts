import { type DynamoDbContext, replaceTable } from './context';
import { type Json, listOf, textOf } from './json';
import { invalid, invalidValues, tableNotFound } from './refusals';
import type { TableRecord } from './table';

const tagsPerTable = 50;

export const tagsOf = (tags: ReadonlyMap<string, string>, added: readonly Json[]): ReadonlyMap<string, string> => {
  const merged = new Map(tags);
  for (const { Key, Value } of added) {
    const key = textOf(Key) ?? '';
    const value = textOf(Value) ?? '';
    if (key.length < 1 || key.length > 128) throw invalidValues(`Tag key '${key}' must have 1 to 128 characters`);
    if (value.length > 256) throw invalidValues(`The value of tag '${key}' must have at most 256 characters`);
    if (key.startsWith('aws:')) throw invalidValues(`Tag key '${key}' must not begin with aws:`);
    merged.set(key, value);
  }
  if (merged.size > tagsPerTable) throw invalidValues(`A table has at most ${tagsPerTable} tags`);
  return merged;
};

const taggedTable = (context: DynamoDbContext, input: Json): TableRecord => {
  const arn = textOf(input.ResourceArn) ?? '';
  const name = /^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table\/([^/]+)$/.exec(arn)?.[1];
  if (name === undefined) throw invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  const table = context.tables.get(name);
  if (!table || table.arn !== arn) throw tableNotFound(name);
  return table;
};

export const tagResource = (context: DynamoDbContext, input: Json): Json => {
  const { name, tags } = taggedTable(context, input);
  const merged = tagsOf(tags, listOf(input.Tags));
  replaceTable(context, name, (table) => ({ ...table, tags: merged }));
  return {};
};

export const untagResource = (context: DynamoDbContext, input: Json): Json => {
  const { name } = taggedTable(context, input);
  const keys: readonly unknown[] = Array.isArray(input.TagKeys) ? input.TagKeys : [];
  replaceTable(context, name, (table) => ({
    ...table,
    tags: new Map([...table.tags].filter(([key]) => !keys.includes(key))),
  }));
  return {};
};

export const listTagsOfResource = (context: DynamoDbContext, input: Json): Json => ({
  Tags: [...taggedTable(context, input).tags].map(([Key, Value]) => ({ Key, Value })),
});
