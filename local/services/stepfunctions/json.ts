/** A JSON value as it flows through an execution. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Size limit of a state's input, output, arguments and of one variable. */
export const MAX_DATA_BYTES = 262_144;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function textOf(value: Json): string {
  return JSON.stringify(value);
}

export function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

export function typeNameOf(value: Json): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Equal as JSON: the order of an object's keys does not matter. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) {
    return true;
  }
  if (isArray(a) && isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index] as Json));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] as Json, b[key] as Json))
    );
  }
  return false;
}
