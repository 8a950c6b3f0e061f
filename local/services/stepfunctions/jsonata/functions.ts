import { createHash, randomUUID } from 'node:crypto';
import type jsonata from 'jsonata';
import { seededRandom } from './java-random';

/** The key under which an evaluation's own time is bound; no expression can name it. */
export const NOW = ' now';

interface Focus {
  readonly environment: { lookup(name: string): unknown };
}

interface NativeFunction {
  readonly implementation: (this: Focus, ...values: unknown[]) => unknown;
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Adds what Step Functions adds to JSONata, and puts its clock behind `$now` and `$millis`. */
export function addFunctions(expression: jsonata.Expression): void {
  expression.registerFunction('partition', partition, '<an:a>');
  expression.registerFunction('range', range, '<nnn:a<n>>');
  expression.registerFunction('hash', hash, '<ss:s>');
  expression.registerFunction('random', random, '<n?:n>');
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction('parse', parse, '<s:x>');
  expression.registerFunction('millis', millis, '<:n>');
  expression.registerFunction('now', now, '<s?s?:s>');
}

function partition(items: readonly unknown[] | undefined, size: number | undefined): unknown {
  if (items === undefined || size === undefined) {
    return undefined;
  }
  const step = Math.floor(size);
  if (step < 1) {
    throw fault('$partition needs a size of at least 1', size);
  }
  return Array.from({ length: Math.ceil(items.length / step) }, (_, index) => [
    ...items.slice(index * step, (index + 1) * step),
  ]);
}

function range(first: number | undefined, last: number | undefined, step: number | undefined): unknown {
  if (first === undefined || last === undefined || step === undefined) {
    return undefined;
  }
  if (step === 0) {
    throw fault('$range needs a step other than 0', step);
  }
  const count = Math.max(Math.floor((last - first) / step) + 1, 0);
  if (count > 1_000_000) {
    throw fault('$range gives more than 1000000 numbers', count);
  }
  return Array.from({ length: count }, (_, index) => first + index * step);
}

function hash(content: string | undefined, algorithm: string | undefined): unknown {
  if (content === undefined || algorithm === undefined) {
    return undefined;
  }
  const name = ALGORITHMS[algorithm];
  if (name === undefined) {
    throw fault(`$hash knows the algorithms ${Object.keys(ALGORITHMS).join(', ')}`, algorithm);
  }
  return createHash(name).update(content).digest('hex');
}

function random(seed: number | undefined): number {
  return seed === undefined ? Math.random() : seededRandom(seed);
}

function parse(text: string | undefined): unknown {
  if (text === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw fault('$parse was given a text that is not JSON', text);
  }
}

function millis(this: Focus): unknown {
  return this.environment.lookup(NOW);
}

function now(this: Focus, picture?: string, timezone?: string): unknown {
  const fromMillis = this.environment.lookup('fromMillis') as NativeFunction;
  return fromMillis.implementation.call(this, this.environment.lookup(NOW), picture, timezone);
}

function fault(message: string, value: unknown): Error {
  return new Error(`${message}, got ${JSON.stringify(value)}`);
}
