import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json } from '../ledger';

/** JSON to DynamoDB's attribute values and back. Numbers are IEEE doubles on both sides, so nothing is lost. */
export function toAttributeValue(value: Json): AttributeValue {
  if (value === null) return { NULL: true };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'boolean':
      return { BOOL: value };
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`the ledger holds no number such as ${value}`);
      return { N: String(value) };
    default:
      return isList(value) ? { L: value.map(toAttributeValue) } : { M: toAttributeMap(value) };
  }
}

/** Members that are undefined are left out, as in JSON. */
export function toAttributeMap(map: Readonly<Record<string, Json>>): Record<string, AttributeValue> {
  const members = Object.entries(map).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.map(([name, value]) => [name, toAttributeValue(value)]));
}

export function fromAttributeValue(value: AttributeValue): Json {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(fromAttributeValue);
  if (value.M !== undefined) return fromAttributeMap(value.M);
  throw new Error(`the ledger holds no attribute of type ${Object.keys(value).join(', ')}`);
}

export function fromAttributeMap(map: Readonly<Record<string, AttributeValue>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, fromAttributeValue(value)]));
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
