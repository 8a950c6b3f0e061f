import Big from 'big.js';
import { textOf, type WireItem, type WireValue } from './json';
import type { KeyElement, TableRecord } from './table';

/** The value of a key attribute as text, equal for equal values (1 and 1.0); `undefined` for what is no key value. */
export const keyText = (value: WireValue | undefined): string | undefined => {
  const [type, content] = Object.entries(value ?? {})[0] ?? [];
  const text = textOf(content);
  if (text === undefined) return undefined;
  if (type === 'S' || type === 'B') return `${type}:${text}`;
  if (type !== 'N') return undefined;
  try {
    return `N:${new Big(text).toFixed()}`;
  } catch {
    return undefined;
  }
};

/** Names one item of one table; `undefined` when the key is not whole (the engine then says what is wrong with it). */
export const lockKey = (table: TableRecord, item: WireItem | undefined): string | undefined => {
  const parts = table.keySchema.map((element) => keyText(item?.[element.AttributeName]));
  return parts.includes(undefined) ? undefined : [table.name, ...parts].join('\u0000');
};

export const hashOf = (keySchema: readonly KeyElement[], item: WireItem | undefined): string | undefined => {
  const hash = keySchema.find((element) => element.KeyType === 'HASH');
  return hash ? keyText(item?.[hash.AttributeName]) : undefined;
};

export const keyAttributesOf = (table: TableRecord, item: WireItem): WireItem =>
  Object.fromEntries(table.keySchema.map((element) => [element.AttributeName, item[element.AttributeName] ?? {}]));
