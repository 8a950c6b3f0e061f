import { comparableNumber } from './comparable-number';
import { addressDigits, cidrBounds } from './ip-address';
import type { JsonNode } from './json-text';
import { PatternError } from './pattern-error';
import { ignoringCase, type TextMatcher, wildcard } from './text-matcher';

/** A value in an event that is neither an object nor an array. */
export type Leaf = Extract<JsonNode, { kind: 'string' | 'number' | 'literal' }>;

type ValueMatcher = (leaf: Leaf) => boolean;

/** What one element of a pattern's array asks of the field: a value, or that the field is not there. */
export type Condition = { readonly kind: 'value'; readonly matches: ValueMatcher } | { readonly kind: 'absent' };

/** Compiles one element of the array in a pattern. */
export function compileCondition(node: JsonNode): Condition {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'literal':
      return { kind: 'value', matches: equalTo(node) };
    case 'array':
      throw new PatternError('Match value must be String, number, true, false, or null');
    case 'object':
      return compileExpression(node.entries);
  }
}

function compileExpression(entries: readonly (readonly [string, JsonNode])[]): Condition {
  const [entry, ...more] = entries;
  if (entry === undefined) {
    throw new PatternError('Match expression name not found');
  }
  const [name, operand] = entry;
  if (!Object.hasOwn(OPERATORS, name)) {
    throw new PatternError(`Unrecognized match type ${name}`);
  }
  const condition = (OPERATORS[name] as Operator)(operand);
  if (more.length > 0) {
    throw new PatternError('Only one key allowed in match expression');
  }
  return condition;
}

type Operator = (operand: JsonNode) => Condition;

const OPERATORS: Readonly<Record<string, Operator>> = {
  exactly: (operand) => onText('exact', operand, (wanted) => (text) => text === wanted),
  prefix: (operand) => onTextOrIgnoringCase('prefix', operand, startsWith, (wanted) => ignoringCase(wanted, 'start')),
  suffix: (operand) => onTextOrIgnoringCase('suffix', operand, endsWith, (wanted) => ignoringCase(wanted, 'end')),
  'equals-ignore-case': (operand) => onText('equals-ignore-case', operand, (wanted) => ignoringCase(wanted, 'whole')),
  wildcard: (operand) => onText('wildcard', operand, wildcard),
  numeric: (operand) => ({ kind: 'value', matches: compileNumeric(operand) }),
  'anything-but': (operand) => ({ kind: 'value', matches: compileAnythingBut(operand) }),
  cidr: (operand) => ({ kind: 'value', matches: compileCidr(operand) }),
  exists: (operand) => {
    if (operand.kind !== 'literal' || operand.text === 'null') {
      throw new PatternError('exists match pattern must be either true or false.');
    }
    return operand.text === 'true' ? { kind: 'value', matches: () => true } : { kind: 'absent' };
  },
};

function startsWith(wanted: string): TextMatcher {
  return (text) => text.startsWith(wanted);
}

function endsWith(wanted: string): TextMatcher {
  return (text) => text.endsWith(wanted);
}

function onText(name: string, operand: JsonNode, compile: (wanted: string) => TextMatcher): Condition {
  const matches = compile(textOf(name, operand));
  return { kind: 'value', matches: (leaf) => leaf.kind === 'string' && matches(leaf.text) };
}

function onTextOrIgnoringCase(
  name: string,
  operand: JsonNode,
  plain: (wanted: string) => TextMatcher,
  caseless: (wanted: string) => TextMatcher,
): Condition {
  if (operand.kind !== 'object') {
    return onText(name, operand, plain);
  }
  const [entry, ...more] = operand.entries;
  if (entry === undefined || entry[0] !== 'equals-ignore-case') {
    throw new PatternError(`Unsupported ${name} pattern: ${entry?.[0] ?? '{}'}`);
  }
  if (more.length > 0) {
    throw new PatternError('Only one key allowed in match expression');
  }
  return onText('equals-ignore-case', entry[1], caseless);
}

/** Equal by value where both numbers are held exactly, by spelling otherwise. An IP address equals its other spellings. */
function equalTo(wanted: Leaf): ValueMatcher {
  if (wanted.kind === 'number') {
    const number = comparableNumber(wanted.text);
    return (leaf) =>
      leaf.kind === 'number' &&
      (leaf.text === wanted.text || (number !== undefined && comparableNumber(leaf.text) === number));
  }
  const address = wanted.kind === 'string' ? addressDigits(wanted.text) : undefined;
  if (address !== undefined) {
    return (leaf) => leaf.kind === 'string' && addressDigits(leaf.text) === address;
  }
  return (leaf) => leaf.kind === wanted.kind && leaf.text === wanted.text;
}

type Bound = (value: number) => boolean;

function compileNumeric(operand: JsonNode): ValueMatcher {
  if (operand.kind !== 'array') {
    throw new PatternError('Value of numeric must be an array.');
  }
  const [operator, value, secondOperator, secondValue, ...more] = operand.items;
  if (operator?.kind !== 'string') {
    throw new PatternError('Invalid member in numeric match: an operator is wanted first');
  }
  const first = bound(operator.text, value);
  if (secondOperator === undefined) {
    return numberMatching(first.holds);
  }
  if (operator.text !== '>' && operator.text !== '>=') {
    throw new PatternError('Too many elements in numeric expression');
  }
  if (secondOperator.kind !== 'string' || (secondOperator.text !== '<' && secondOperator.text !== '<=')) {
    throw new PatternError('Bad numeric range operator: only < or <= may follow > or >=');
  }
  const second = bound(secondOperator.text, secondValue);
  if (more.length > 0) {
    throw new PatternError('Too many terms in numeric range expression');
  }
  if (first.limit >= second.limit) {
    throw new PatternError('Bottom must be less than top');
  }
  return numberMatching((number) => first.holds(number) && second.holds(number));
}

function bound(operator: string, node: JsonNode | undefined): { readonly limit: number; readonly holds: Bound } {
  if (node?.kind !== 'number') {
    throw new PatternError(`Value of ${operator} must be numeric`);
  }
  const limit = comparableNumber(node.text);
  if (limit === undefined) {
    throw new PatternError(`Cannot compare number : ${node.text}`);
  }
  const holds: Readonly<Record<string, Bound>> = {
    '=': (number) => number === limit,
    '<': (number) => number < limit,
    '<=': (number) => number <= limit,
    '>': (number) => number > limit,
    '>=': (number) => number >= limit,
  };
  const chosen = Object.hasOwn(holds, operator) ? holds[operator] : undefined;
  if (chosen === undefined) {
    throw new PatternError(`Unrecognized numeric range operator: ${operator}`);
  }
  return { limit, holds: chosen };
}

function numberMatching(holds: Bound): ValueMatcher {
  return (leaf) => {
    const number = leaf.kind === 'number' ? comparableNumber(leaf.text) : undefined;
    return number !== undefined && holds(number);
  };
}

/** Compares hexadecimal digits from the left, as the engine does, also between IPv4 and IPv6. */
function compileCidr(operand: JsonNode): ValueMatcher {
  const { low, high } = refusing(() => cidrBounds(textOf('cidr', operand)));
  return (leaf) => {
    const digits = leaf.kind === 'string' ? addressDigits(leaf.text) : undefined;
    return digits !== undefined && digits >= low && digits <= high;
  };
}

/** Everything but the listed: values of other types match too, an absent field does not. */
function compileAnythingBut(operand: JsonNode): ValueMatcher {
  if (operand.kind === 'object') {
    return compileAnythingButOperator(operand.entries);
  }
  const values = listOf(operand);
  const kinds = new Set(values.map(({ kind }) => kind));
  if (kinds.size !== 1 || !['string', 'number'].includes(values[0]?.kind ?? '')) {
    throw new PatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  const listed = values.map((value) => (value.kind === 'number' ? exactNumber(value.text) : equalTo(value as Leaf)));
  return (leaf) => !listed.some((matches) => matches(leaf));
}

function exactNumber(text: string): ValueMatcher {
  return numberMatching(bound('=', { kind: 'number', text }).holds);
}

const ANYTHING_BUT_OPERATORS: Readonly<Record<string, (wanted: string) => TextMatcher>> = {
  prefix: startsWith,
  suffix: endsWith,
  'equals-ignore-case': (wanted) => ignoringCase(wanted, 'whole'),
  wildcard,
};

function compileAnythingButOperator(entries: readonly (readonly [string, JsonNode])[]): ValueMatcher {
  const [entry, ...more] = entries;
  const name = entry?.[0] ?? '{}';
  if (entry === undefined || !Object.hasOwn(ANYTHING_BUT_OPERATORS, name)) {
    throw new PatternError(`Unsupported anything-but pattern: ${name}`);
  }
  if (more.length > 0) {
    throw new PatternError('Only one key allowed in match expression');
  }
  const texts = listOf(entry[1]).map((value) => textOf(name, value));
  if (texts.length === 0 || ((name === 'prefix' || name === 'suffix') && texts.includes(''))) {
    throw new PatternError('Null prefix/suffix not allowed');
  }
  const compile = ANYTHING_BUT_OPERATORS[name] as (wanted: string) => TextMatcher;
  const listed = texts.map(compile);
  return (leaf) => leaf.kind !== 'string' || !listed.some((matches) => matches(leaf.text));
}

function listOf(node: JsonNode): readonly JsonNode[] {
  return node.kind === 'array' ? node.items : [node];
}

function textOf(name: string, node: JsonNode): string {
  if (node.kind !== 'string') {
    throw new PatternError(`${name} match pattern must be a string`);
  }
  return node.text;
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new PatternError(error.message) : error;
  }
}
