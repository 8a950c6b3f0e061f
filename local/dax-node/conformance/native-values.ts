/** Attribute values as the document clients show them, both ways; written apart from the codec so that tests do not judge it by itself. */
type Wire = Record<string, unknown>;

export function toNative(value: Wire): unknown {
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  switch (type) {
    case 'N':
      return toNumber(content as string);
    case 'B':
      return Buffer.from(content as Uint8Array);
    case 'NULL':
      return null;
    case 'L':
      return (content as Wire[]).map(toNative);
    case 'M':
      return mapToNative(content as Record<string, Wire>);
    case 'SS':
      return new Set(content as string[]);
    case 'NS':
      return new Set((content as string[]).map(toNumber));
    case 'BS':
      return new Set((content as Uint8Array[]).map((element) => Buffer.from(element)));
    default:
      return content;
  }
}

export function mapToNative(map: Record<string, Wire>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toNative(value)]));
}

function toNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}

export function fromNative(value: unknown): Wire {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof Uint8Array) return { B: value };
  if (Array.isArray(value)) return { L: value.map(fromNative) };
  if (value instanceof Set) return fromSet([...value]);
  return { M: mapFromNative(value as Record<string, unknown>) };
}

export function mapFromNative(map: Record<string, unknown>): Record<string, Wire> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, fromNative(value)]));
}

function fromSet(elements: readonly unknown[]): Wire {
  const [first] = elements;
  if (typeof first === 'string') return { SS: elements };
  return first instanceof Uint8Array ? { BS: elements } : { NS: elements.map(String) };
}
