import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CallOptions } from '../calls/engine';
import type { Translator } from '../document/translator';
import { itemKey } from '../stale/item-key';
import { batchGet } from './batch-get';
import type { BatchParts } from './batch-parts';
import { batchWrite } from './batch-write';

type Native = Readonly<Record<string, unknown>>;

/** Items in the order of their keys; undefined where there is none. Keys may repeat. */
export async function getMany(
  parts: BatchParts,
  translator: Translator,
  TableName: string,
  keys: readonly Native[],
  options?: CallOptions,
): Promise<readonly (Record<string, unknown> | undefined)[]> {
  if (keys.length === 0) return [];
  const wanted = keys.map((Key) => translator.input('getItem', { TableName, Key }).Key ?? {});
  const texts = wanted.map((key) => itemKey(TableName, key));
  const distinct = new Map(texts.map((text, index) => [text, wanted[index] ?? {}]));
  const names = Object.keys(wanted[0] ?? {});
  const output = await batchGet(parts, { RequestItems: { [TableName]: { Keys: [...distinct.values()] } } }, options);
  const left = Object.values(output.UnprocessedKeys ?? {}).flatMap(({ Keys }) => Keys ?? []);
  if (left.length > 0)
    throw Object.assign(new Error(`${left.length} of ${distinct.size} keys stayed unprocessed`), {
      name: 'ProvisionedThroughputExceededException',
    });
  const found = new Map<string, Record<string, unknown>>();
  for (const item of output.Responses?.[TableName] ?? []) {
    const native = (translator.output('getItem', { Item: item }) as { readonly Item: Record<string, unknown> }).Item;
    found.set(itemKey(TableName, pick(item, names)), native);
  }
  return texts.map((text) => found.get(text));
}

function pick(item: Record<string, AttributeValue>, names: readonly string[]): Record<string, AttributeValue> {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

export type ManyWrite = { readonly put: Native } | { readonly delete: Native };

/** Puts and deletes of one table, all or an error that says which are left. Different items only: batches have no order. */
export async function writeMany(
  parts: BatchParts,
  translator: Translator,
  TableName: string,
  writes: readonly ManyWrite[],
  options?: CallOptions,
): Promise<void> {
  if (writes.length === 0) return;
  const requests = writes.map((write) =>
    'put' in write ? { PutRequest: { Item: write.put } } : { DeleteRequest: { Key: write.delete } },
  );
  const input = translator.input('batchWriteItem', { RequestItems: { [TableName]: requests } });
  const { UnprocessedItems = {} } = await batchWrite(parts, input, options);
  const left = Object.values(UnprocessedItems).flat().length;
  if (left > 0)
    throw Object.assign(new Error(`${left} of ${writes.length} requests stayed unprocessed`), {
      name: 'ProvisionedThroughputExceededException',
      UnprocessedItems,
    });
}
