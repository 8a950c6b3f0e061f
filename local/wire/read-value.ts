import { ServiceError } from '../kernel/service-error';
import type { Shape } from './shape';

/** Where scalars differ between forms: JSON writes blobs as base64 and times as numbers, CBOR has types of its own for both. */
export type Encoding = 'json' | 'cbor';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const CBOR_EPOCH_TAG = 1;
const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * Turns a parsed body into typed input: dates, bytes, numbers. Members that the model does not know are left out, as AWS does;
 * a value of the wrong type is a `SerializationException` that names the member.
 */
export function readValue(shape: Shape, value: unknown, encoding: Encoding, path = ''): unknown {
  switch (shape.kind) {
    case 'struct':
      return readStruct(shape, value, encoding, path);
    case 'list':
      if (!Array.isArray(value)) {
        throw wrongType(path, value, 'a list');
      }
      return value.map((item, index) => {
        if (item === null && shape.traits.sparse === undefined) {
          throw wrongType(`${path}[${index}]`, item, `a ${shape.element.kind}`);
        }
        return item === null ? null : readValue(shape.element, item, encoding, `${path}[${index}]`);
      });
    case 'map':
      return readMap(shape, value, encoding, path);
    case 'string':
      if (typeof value !== 'string') {
        throw wrongType(path, value, 'a string');
      }
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') {
        throw wrongType(path, value, 'a boolean');
      }
      return value;
    case 'number':
      return readNumber(value, path);
    case 'timestamp':
      return readTimestamp(value, path);
    case 'blob':
      return readBlob(value, path);
    case 'unit':
      return {};
    case 'document':
      return value;
  }
}

function readStruct(shape: Shape, value: unknown, encoding: Encoding, path: string): Record<string, unknown> {
  if (!isRecord(value)) {
    throw wrongType(path, value, 'a structure');
  }
  const output: Record<string, unknown> = {};
  for (const { name, shape: memberShape } of shape.members) {
    const member = value[encoding === 'json' ? (memberShape.traits.jsonName ?? name) : name];
    if (member !== undefined && member !== null) {
      output[name] = readValue(memberShape, member, encoding, path === '' ? name : `${path}.${name}`);
    }
  }
  return output;
}

function readMap(shape: Shape, value: unknown, encoding: Encoding, path: string): Record<string, unknown> {
  if (!isRecord(value)) {
    throw wrongType(path, value, 'a map');
  }
  const entries = Object.entries(value).filter(([, item]) => item !== null || shape.traits.sparse !== undefined);
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      item === null ? null : readValue(shape.element, item, encoding, `${path}.${key}`),
    ]),
  );
}

function readNumber(value: unknown, path: string): number {
  if (typeof value === 'number') {
    return value;
  }
  if (typeof value === 'bigint') {
    return Number(value);
  }
  const notFinite = typeof value === 'string' && Object.hasOwn(NOT_FINITE, value) ? NOT_FINITE[value] : undefined;
  if (notFinite === undefined) {
    throw wrongType(path, value, 'a number');
  }
  return notFinite;
}

function readTimestamp(value: unknown, path: string): Date {
  const date = dateOf(value);
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw wrongType(path, value, 'a timestamp');
  }
  return date;
}

function dateOf(value: unknown): Date | undefined {
  if (value instanceof Date) {
    return value;
  }
  if (typeof value === 'number') {
    return new Date(Math.round(value * 1000));
  }
  if (typeof value === 'object' && value !== null && 'tag' in value && 'value' in value) {
    return value.tag === CBOR_EPOCH_TAG ? dateOf(value.value) : undefined;
  }
  return typeof value === 'string' ? new Date(value) : undefined;
}

function readBlob(value: unknown, path: string): Uint8Array {
  if (value instanceof Uint8Array) {
    return value;
  }
  if (typeof value !== 'string' || !BASE64.test(value)) {
    throw wrongType(path, value, 'base64 text');
  }
  return Buffer.from(value, 'base64');
}

function wrongType(path: string, value: unknown, wanted: string): ServiceError {
  const where = path === '' ? 'The request body' : path;
  return new ServiceError('SerializationException', `${where} must be ${wanted}, got ${described(value)}`);
}

function described(value: unknown): string {
  const text = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}` : item)) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
