import { createHash, randomUUID } from 'node:crypto';
import { isArray, isObject, type Json, sameJson, typeNameOf } from '../json';
import { JavaRandom } from '../jsonata/java-random';

/** A call whose arguments the function can not take. */
export class IntrinsicError extends Error {}

const MAX_TEXT = 10_000;
const MAX_RANGE = 1_000;
const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The result of one intrinsic function. `values` are as many as the function takes. */
export function callIntrinsic(name: string, values: readonly Json[]): Json {
  const [first = null, second = null, third = null] = values;
  switch (name) {
    case 'States.Format':
      return format(text(name, first), values.slice(1));
    case 'States.StringToJson':
      return parseJson(text(name, first));
    case 'States.JsonToString':
      return JSON.stringify(first);
    case 'States.Array':
      return values.map((value) => (typeof value === 'string' ? unescaped(value) : value));
    case 'States.ArrayPartition':
      return partition(array(name, first), positive(name, second));
    case 'States.ArrayContains':
      return array(name, first).some((item) => sameJson(item, second));
    case 'States.ArrayRange':
      return range(integer(name, first), integer(name, second), integer(name, third));
    case 'States.ArrayGetItem':
      return itemAt(array(name, first), integer(name, second));
    case 'States.ArrayLength':
      return array(name, first).length;
    case 'States.ArrayUnique':
      return unique(array(name, first));
    case 'States.Base64Encode':
      return Buffer.from(shortText(name, first)).toString('base64');
    case 'States.Base64Decode':
      return Buffer.from(shortText(name, first), 'base64').toString();
    case 'States.Hash':
      return hash(typeof first === 'string' ? first : JSON.stringify(first), text(name, second));
    case 'States.JsonMerge':
      return merge(first, second, third);
    case 'States.MathRandom':
      return random(integer(name, first), integer(name, second), values[2]);
    case 'States.MathAdd':
      return integer(name, first) + integer(name, second);
    case 'States.StringSplit':
      return split(text(name, first), text(name, second));
    case 'States.UUID':
      return randomUUID();
    default:
      throw new IntrinsicError(`There is no intrinsic function ${name}.`);
  }
}

function format(template: string, values: readonly Json[]): string {
  const parts = template.split(/(?<!\\)\{\}/);
  if (parts.length - 1 !== values.length) {
    throw new IntrinsicError(
      `States.Format has ${parts.length - 1} places {} for ${values.length} arguments in "${template}".`,
    );
  }
  return parts
    .map((part, index) => unescaped(part) + (index < values.length ? shown(values[index] as Json, true) : ''))
    .join('');
}

function unescaped(value: string): string {
  return value.replaceAll(/\\([{}])/g, '$1');
}

/** As Step Functions prints values into a text: objects and arrays as Java prints maps and lists. */
function shown(value: Json, top: boolean): string {
  if (typeof value === 'string') {
    return top ? unescaped(value) : value;
  }
  if (isArray(value)) {
    return `[${value.map((item) => shown(item, false)).join(', ')}]`;
  }
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${shown(item, false)}`)
      .join(', ')}}`;
  }
  return String(value);
}

function parseJson(value: string): Json {
  if (value.trim() === '') {
    return null;
  }
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw new IntrinsicError(`States.StringToJson was given "${value}", which is not JSON.`);
  }
}

function partition(items: readonly Json[], size: number): Json {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function range(first: number, last: number, step: number): Json {
  if (step === 0) {
    throw new IntrinsicError('States.ArrayRange needs a step other than 0.');
  }
  const count = Math.max(Math.floor((last - first) / step) + 1, 0);
  if (count > MAX_RANGE) {
    throw new IntrinsicError(`States.ArrayRange can give ${MAX_RANGE} items, not ${count}.`);
  }
  return Array.from({ length: count }, (_, index) => first + index * step);
}

function itemAt(items: readonly Json[], index: number): Json {
  const item = items[index];
  if (item === undefined) {
    throw new IntrinsicError(`States.ArrayGetItem: index ${index} is out of an array of ${items.length}.`);
  }
  return item;
}

function unique(items: readonly Json[]): Json {
  const kept: Json[] = [];
  for (const item of items) {
    if (!kept.some((one) => sameJson(one, item))) {
      kept.push(item);
    }
  }
  return kept;
}

function hash(content: string, algorithm: string): string {
  const known = HASHES[algorithm];
  if (known === undefined || content.length > MAX_TEXT) {
    throw new IntrinsicError(
      `States.Hash takes up to ${MAX_TEXT} characters and ${Object.keys(HASHES).join(', ')}, got ${algorithm}.`,
    );
  }
  return createHash(known).update(content).digest('hex');
}

function merge(first: Json, second: Json, deep: Json): Json {
  if (!isObject(first) || !isObject(second) || deep !== false) {
    throw new IntrinsicError('States.JsonMerge takes two objects and false: only shallow merging is supported.');
  }
  return { ...first, ...second };
}

/** A whole number from `start` up to, and not with, `end`. */
function random(start: number, end: number, seed: Json | undefined): number {
  const low = Math.min(start, end);
  const span = Math.abs(end - start);
  const fraction = typeof seed === 'number' ? new JavaRandom(seed).nextDouble() : Math.random();
  return low + Math.floor(fraction * span);
}

/** Every character of `separators` separates; nothing comes of nothing between two of them. */
function split(value: string, separators: string): Json {
  const parts: string[] = [];
  let part = '';
  for (const character of value) {
    if (separators.includes(character)) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part].filter((one) => one !== '');
}

function text(name: string, value: Json): string {
  if (typeof value !== 'string') {
    throw new IntrinsicError(`${name} needs a string, got ${typeNameOf(value)}.`);
  }
  return name === 'States.Format' ? value : unescaped(value);
}

function shortText(name: string, value: Json): string {
  const short = text(name, value);
  if (short.length > MAX_TEXT) {
    throw new IntrinsicError(`${name} takes up to ${MAX_TEXT} characters, got ${short.length}.`);
  }
  return short;
}

function array(name: string, value: Json): readonly Json[] {
  if (!isArray(value)) {
    throw new IntrinsicError(`${name} needs an array, got ${typeNameOf(value)}.`);
  }
  return value;
}

/** Numbers are rounded to the nearest whole one, halves up. */
function integer(name: string, value: Json): number {
  if (typeof value !== 'number') {
    throw new IntrinsicError(`${name} needs a number, got ${typeNameOf(value)}.`);
  }
  return Math.round(value);
}

function positive(name: string, value: Json): number {
  const size = integer(name, value);
  if (size < 1) {
    throw new IntrinsicError(`${name} needs a size of at least 1, got ${size}.`);
  }
  return size;
}
