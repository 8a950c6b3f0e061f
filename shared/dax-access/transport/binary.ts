import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * The clients copy a request member by member and then no longer know a `Uint8Array`; a `Buffer` they know. The same attributes
 * come back where there is nothing binary in them.
 */
export function withBuffers<T extends Attributes | undefined>(attributes: T): T {
  if (attributes === undefined) return attributes;
  let changed: Record<string, AttributeValue> | undefined;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    const buffered = withBuffer(value);
    if (buffered === value) continue;
    changed ??= { ...attributes };
    changed[name] = buffered;
  }
  return (changed ?? attributes) as T;
}

function withBuffer(value: AttributeValue): AttributeValue {
  if (value.B !== undefined) return Buffer.isBuffer(value.B) ? value : { B: bufferOf(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(bufferOf) };
  if (value.M !== undefined) {
    const members = withBuffers(value.M);
    return members === value.M ? value : { M: members };
  }
  if (value.L !== undefined) {
    const { L: list } = value;
    const elements = list.map(withBuffer);
    return elements.every((element, index) => element === list[index]) ? value : { L: elements };
  }
  return value;
}

function bufferOf(bytes: Uint8Array): Uint8Array {
  return bytes instanceof Uint8Array ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
}

/** The other way: plain `Uint8Array` as the SDK gives it. What the client decoded belongs to us and is changed in place. */
export function plainBytes(attributes: Record<string, AttributeValue> | undefined): void {
  for (const name in attributes) plainByte(attributes[name]);
}

function plainByte(value: AttributeValue | undefined): void {
  if (value === undefined || value.S !== undefined || value.N !== undefined) return;
  const target = value as { B?: Uint8Array; BS?: Uint8Array[] };
  if (target.B !== undefined) target.B = plainOf(target.B);
  else if (target.BS !== undefined) target.BS = target.BS.map(plainOf);
  else if (value.M !== undefined) plainBytes(value.M);
  else if (value.L !== undefined) for (const element of value.L) plainByte(element);
}

function plainOf(bytes: Uint8Array): Uint8Array {
  return Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
}
