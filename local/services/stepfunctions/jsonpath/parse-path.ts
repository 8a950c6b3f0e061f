import type { Filter, JsonPath, Operand, Step } from './path';
import { TextReader } from './text-reader';

const FUNCTIONS = new Set(['length', 'size', 'min', 'max', 'avg', 'sum', 'stddev', 'keys', 'first', 'last']);
const COMPARATORS = ['==', '!=', '<=', '>=', '=~', '<', '>'] as const;
const VARIABLE = /^[\p{L}_][\p{L}\p{N}_]*/u;
const MEMBER = /^[\p{L}\p{N}_\-@:$]+/u;
const INTEGER = /^-?\d+/;

/** Reads a whole text as a JSONPath; throws a SyntaxError that says where it stops making sense. */
export function parsePath(text: string): JsonPath {
  const reader = new TextReader(text);
  const path = readPath(reader);
  if (!reader.atEnd) {
    throw reader.error('the path should end');
  }
  return path;
}

/** Reads a path at the reader's place, as inside an intrinsic function's arguments. */
export function readPath(reader: TextReader): JsonPath {
  const start = reader.at;
  reader.expect('$');
  let root: JsonPath['root'] = { kind: 'input' };
  if (reader.take('$')) {
    root = { kind: 'context' };
  } else {
    const name = reader.match(VARIABLE);
    if (name !== undefined) {
      root = { kind: 'variable', name };
    }
  }
  const steps = readSteps(reader);
  return { text: reader.since(start), root, steps };
}

function readSteps(reader: TextReader): readonly Step[] {
  const steps: Step[] = [];
  for (;;) {
    if (reader.take('..')) {
      steps.push({ kind: 'descend' });
      if (reader.peek('[')) {
        continue;
      }
      steps.push(readDotted(reader));
    } else if (reader.take('.')) {
      steps.push(readDotted(reader));
    } else if (reader.take('[')) {
      steps.push(readBracket(reader));
    } else {
      return steps;
    }
  }
}

function readDotted(reader: TextReader): Step {
  if (reader.peek('*') && !/^\*[\p{L}\p{N}_]/u.test(reader.rest)) {
    reader.take('*');
    return { kind: 'wildcard' };
  }
  const name = reader.match(MEMBER);
  if (name === undefined) {
    throw reader.error('a name should follow');
  }
  if (reader.peek('()')) {
    reader.expect('()');
    if (!FUNCTIONS.has(name)) {
      throw reader.error(`there is no function ${name}()`);
    }
    return { kind: 'function', name };
  }
  return { kind: 'member', name };
}

function readBracket(reader: TextReader): Step {
  reader.skipSpace();
  if (reader.take('*')) {
    return closed(reader, { kind: 'wildcard' });
  }
  if (reader.take('?')) {
    reader.skipSpace();
    reader.expect('(');
    const filter = readOr(reader);
    reader.skipSpace();
    reader.expect(')');
    return closed(reader, { kind: 'filter', filter });
  }
  if (reader.peek("'") || reader.peek('"')) {
    const names = readList(reader, () => reader.quoted());
    const [only] = names;
    return closed(
      reader,
      names.length === 1 && only !== undefined ? { kind: 'member', name: only } : { kind: 'names', names },
    );
  }
  return closed(reader, readIndexes(reader));
}

function readIndexes(reader: TextReader): Step {
  const first = readInteger(reader);
  if (reader.take(':')) {
    const end = readInteger(reader);
    const step = reader.take(':') ? readInteger(reader) : undefined;
    return { kind: 'slice', start: first, end, step: step ?? 1 };
  }
  if (first === undefined) {
    throw reader.error('an index, a quoted name, * or ?( should follow');
  }
  reader.skipSpace();
  if (!reader.take(',')) {
    return { kind: 'index', index: first };
  }
  const more = readList(reader, () => {
    const index = readInteger(reader);
    if (index === undefined) {
      throw reader.error('an index should follow');
    }
    return index;
  });
  return { kind: 'indexes', indexes: [first, ...more] };
}

function readList<Item>(reader: TextReader, readItem: () => Item): readonly Item[] {
  const items: Item[] = [];
  do {
    reader.skipSpace();
    items.push(readItem());
    reader.skipSpace();
  } while (reader.take(','));
  return items;
}

function readInteger(reader: TextReader): number | undefined {
  reader.skipSpace();
  const digits = reader.match(INTEGER);
  reader.skipSpace();
  return digits === undefined ? undefined : Number(digits);
}

function closed(reader: TextReader, step: Step): Step {
  reader.skipSpace();
  reader.expect(']');
  return step;
}

function readOr(reader: TextReader): Filter {
  let left = readAnd(reader);
  for (reader.skipSpace(); reader.take('||'); reader.skipSpace()) {
    left = { kind: 'or', left, right: readAnd(reader) };
  }
  return left;
}

function readAnd(reader: TextReader): Filter {
  let left = readUnary(reader);
  for (reader.skipSpace(); reader.take('&&'); reader.skipSpace()) {
    left = { kind: 'and', left, right: readUnary(reader) };
  }
  return left;
}

function readUnary(reader: TextReader): Filter {
  reader.skipSpace();
  if (reader.peek('!') && !reader.peek('!=')) {
    reader.take('!');
    return { kind: 'not', operand: readUnary(reader) };
  }
  if (reader.take('(')) {
    const inner = readOr(reader);
    reader.skipSpace();
    reader.expect(')');
    return inner;
  }
  const left = readOperand(reader);
  reader.skipSpace();
  const operator = COMPARATORS.find((candidate) => reader.take(candidate));
  if (operator === undefined) {
    return { kind: 'exists', operand: left };
  }
  reader.skipSpace();
  return { kind: 'compare', operator, left, right: readOperand(reader) };
}

function readOperand(reader: TextReader): Operand {
  if (reader.take('@') || reader.take('$')) {
    const relative = reader.text[reader.at - 1] === '@';
    return { kind: 'path', relative, steps: readSteps(reader) };
  }
  if (reader.peek("'") || reader.peek('"')) {
    return { kind: 'literal', value: reader.quoted() };
  }
  const pattern = reader.match(/^\/(?:[^/\\]|\\.)+\/i?/);
  if (pattern !== undefined) {
    const ignoreCase = pattern.endsWith('i');
    return { kind: 'pattern', pattern: new RegExp(pattern.slice(1, ignoreCase ? -2 : -1), ignoreCase ? 'i' : '') };
  }
  const word = reader.match(/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/);
  if (word === undefined) {
    throw reader.error('a value or a path should follow');
  }
  return { kind: 'literal', value: JSON.parse(word) as string | number | boolean | null };
}
