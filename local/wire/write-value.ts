import { cbor, dateToTag } from '@smithy/core/cbor';
import type { Encoding } from './read-value';
import type { Shape } from './shape';

/** Turns an operation's typed output into what the form's own encoder takes. Members that the model does not know are left out. */
export function writeValue(shape: Shape, value: unknown, encoding: Encoding): unknown {
  switch (shape.kind) {
    case 'struct':
      return writeStruct(shape, value as Readonly<Record<string, unknown>>, encoding);
    case 'list':
      return (value as readonly unknown[]).map((item) =>
        item === null ? null : writeValue(shape.element, item, encoding),
      );
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Readonly<Record<string, unknown>>)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => [key, item === null ? null : writeValue(shape.element, item, encoding)]),
      );
    case 'timestamp':
      return writeTimestamp(shape, value, encoding);
    case 'blob':
      return encoding === 'json' ? bytesOf(value).toString('base64') : new Uint8Array(bytesOf(value));
    case 'number':
      return writeNumber(value, encoding);
    case 'unit':
      return {};
    default:
      return value;
  }
}

function writeStruct(shape: Shape, value: Readonly<Record<string, unknown>>, encoding: Encoding): object {
  const output: Record<string, unknown> = {};
  for (const { name, shape: memberShape } of shape.members) {
    const member = value[name];
    if (member !== undefined && member !== null) {
      const wireName = encoding === 'json' ? (memberShape.traits.jsonName ?? name) : name;
      output[wireName] = writeValue(memberShape, member, encoding);
    }
  }
  return output;
}

function writeTimestamp(shape: Shape, value: unknown, encoding: Encoding): unknown {
  const date = dateOf(value);
  if (encoding === 'cbor') {
    return dateToTag(date);
  }
  return timestampText(date, shape.timestampFormat) ?? date.getTime() / 1000;
}

function writeNumber(value: unknown, encoding: Encoding): unknown {
  const number = Number(value);
  return encoding === 'json' && !Number.isFinite(number) ? String(number) : number;
}

/** Undefined where the format is a number. */
export function timestampText(date: Date, format: Shape['timestampFormat']): string | undefined {
  if (format === 'date-time') {
    return date.toISOString().replace('.000Z', 'Z');
  }
  return format === 'http-date' ? date.toUTCString() : undefined;
}

export function dateOf(value: unknown): Date {
  return value instanceof Date ? value : new Date(value as number | string);
}

/** Bytes as a service gives them: an array of bytes, or text to be sent as UTF-8. */
export function bytesOf(value: unknown): Buffer {
  if (typeof value === 'string') {
    return Buffer.from(value, 'utf8');
  }
  return Buffer.from(value as Uint8Array);
}

export function encodeCbor(value: unknown): Buffer {
  return Buffer.from(cbor.serialize(value));
}

export function decodeCbor(bytes: Uint8Array): unknown {
  return cbor.deserialize(bytes);
}
