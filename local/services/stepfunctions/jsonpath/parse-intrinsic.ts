import type { Json } from '../json';
import { readPath } from './parse-path';
import type { JsonPath } from './path';
import { TextReader } from './text-reader';

export type Intrinsic =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'call'; readonly name: string; readonly text: string; readonly arguments: readonly Intrinsic[] };

/** How many arguments each function takes, at least and at most. */
export const INTRINSICS: Readonly<Record<string, readonly [number, number]>> = {
  'States.Format': [1, Number.POSITIVE_INFINITY],
  'States.StringToJson': [1, 1],
  'States.JsonToString': [1, 1],
  'States.Array': [0, Number.POSITIVE_INFINITY],
  'States.ArrayPartition': [2, 2],
  'States.ArrayContains': [2, 2],
  'States.ArrayRange': [3, 3],
  'States.ArrayGetItem': [2, 2],
  'States.ArrayLength': [1, 1],
  'States.ArrayUnique': [1, 1],
  'States.Base64Encode': [1, 1],
  'States.Base64Decode': [1, 1],
  'States.Hash': [2, 2],
  'States.JsonMerge': [3, 3],
  'States.MathRandom': [2, 3],
  'States.MathAdd': [2, 2],
  'States.StringSplit': [2, 2],
  'States.UUID': [0, 0],
};

const MAX_NESTING = 10;

export function looksLikeIntrinsic(text: string): boolean {
  return /^States\.[A-Za-z0-9]+\s*\(/.test(text);
}

/** Reads a whole text as a call of an intrinsic function; throws a SyntaxError. */
export function parseIntrinsic(text: string): Intrinsic {
  const reader = new TextReader(text);
  const call = readCall(reader, 1);
  reader.skipSpace();
  if (!reader.atEnd) {
    throw reader.error('the call should end');
  }
  return call;
}

function readCall(reader: TextReader, depth: number): Intrinsic {
  const start = reader.at;
  const name = reader.match(/^States\.[A-Za-z0-9]+/);
  const arity = name === undefined ? undefined : INTRINSICS[name];
  if (name === undefined || arity === undefined) {
    throw reader.error(`there is no intrinsic function ${name ?? ''}`);
  }
  if (depth > MAX_NESTING) {
    throw reader.error(`intrinsic functions may be nested ${MAX_NESTING} deep`);
  }
  reader.skipSpace();
  reader.expect('(');
  const values: Intrinsic[] = [];
  reader.skipSpace();
  if (!reader.take(')')) {
    do {
      reader.skipSpace();
      values.push(readArgument(reader, depth));
      reader.skipSpace();
    } while (reader.take(','));
    reader.expect(')');
  }
  const [least, most] = arity;
  if (values.length < least || values.length > most) {
    throw reader.error(
      `${name} takes ${least === most ? least : `${least} to ${most}`} arguments, got ${values.length}`,
    );
  }
  return { kind: 'call', name, text: reader.since(start), arguments: values };
}

function readArgument(reader: TextReader, depth: number): Intrinsic {
  if (reader.peek('$')) {
    return { kind: 'path', path: readPath(reader) };
  }
  if (reader.peek('States.')) {
    return readCall(reader, depth + 1);
  }
  if (reader.peek("'")) {
    return { kind: 'literal', value: readLiteral(reader) };
  }
  const word = reader.match(/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/);
  if (word === undefined) {
    throw reader.error('a path, a number, true, false, null, a string in single quotes or a function should follow');
  }
  return { kind: 'literal', value: JSON.parse(word) as Json };
}

/** A string in single quotes. `\'`, `\{`, `\}` and `\\` are the only escapes; braces stay escaped for Format to see. */
function readLiteral(reader: TextReader): string {
  let value = '';
  for (let at = reader.at + 1; at < reader.text.length; at += 1) {
    const character = reader.text[at];
    if (character === "'") {
      reader.at = at + 1;
      return value;
    }
    if (character !== '\\') {
      value += character;
      continue;
    }
    at += 1;
    const escaped = reader.text[at] ?? '';
    if (!["'", '{', '}', '\\'].includes(escaped)) {
      throw reader.error(`"\\${escaped}" is no escape`);
    }
    value += escaped === '{' || escaped === '}' ? `\\${escaped}` : escaped;
  }
  throw reader.error('the quote is not closed');
}
