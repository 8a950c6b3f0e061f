import { isArray, isObject, type Json, type JsonObject } from '../json';
import { instantOf } from '../language/timestamp';
import { parsePath } from './parse-path';
import { type PathScope, pathOf, selectPath, valueAt } from './payload';

type Kind = 'String' | 'Numeric' | 'Boolean' | 'Timestamp';
type Relation = 'Equals' | 'LessThan' | 'GreaterThan' | 'LessThanEquals' | 'GreaterThanEquals';

type Comparator =
  | { readonly kind: Kind; readonly relation: Relation; readonly byPath: boolean }
  | { readonly kind: 'matches' }
  | { readonly kind: 'is'; readonly holds: (value: Json) => boolean }
  | { readonly kind: 'present' };

const IS: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && instantOf(value) !== undefined,
};

/** Every comparison of the States Language, by the name of its field. */
export const COMPARATORS: Readonly<Record<string, Comparator>> = {
  ...comparisons('String', ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']),
  ...comparisons('Numeric', ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']),
  ...comparisons('Timestamp', ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']),
  ...comparisons('Boolean', ['Equals']),
  ...Object.fromEntries(Object.entries(IS).map(([name, holds]) => [name, { kind: 'is', holds } as const])),
  IsPresent: { kind: 'present' },
  StringMatches: { kind: 'matches' },
};

/** A path that a rule needs and that selects nothing. */
export class ConditionPathError extends Error {}

/** Whether a rule holds; throws a ConditionPathError where its path selects nothing. */
export function ruleHolds(rule: JsonObject, scope: PathScope): boolean {
  if (isArray(rule.And)) {
    return rule.And.every((inner) => isObject(inner) && ruleHolds(inner, scope));
  }
  if (isArray(rule.Or)) {
    return rule.Or.some((inner) => isObject(inner) && ruleHolds(inner, scope));
  }
  if (isObject(rule.Not)) {
    return !ruleHolds(rule.Not, scope);
  }
  const found = comparatorIn(rule);
  return found !== undefined && compare(found.comparator, rule[found.name] as Json, String(rule.Variable), scope);
}

/** The comparison that a rule makes, and what is wrong with an operand for it. */
export function comparatorIn(rule: JsonObject):
  | {
      readonly name: string;
      readonly comparator: Comparator;
      readonly operandProblem: (operand: Json) => string | undefined;
    }
  | undefined {
  const name = Object.keys(rule).find((field) => Object.hasOwn(COMPARATORS, field));
  const comparator = name === undefined ? undefined : COMPARATORS[name];
  if (name === undefined || comparator === undefined) {
    return undefined;
  }
  return { name, comparator, operandProblem: (operand) => problemOf(comparator, operand) };
}

function comparisons(kind: Kind, relations: readonly Relation[]): Record<string, Comparator> {
  const rows = relations.flatMap((relation) => [
    [`${kind}${relation}`, { kind, relation, byPath: false }] as const,
    [`${kind}${relation}Path`, { kind, relation, byPath: true }] as const,
  ]);
  return Object.fromEntries(rows);
}

function compare(comparator: Comparator, operand: Json, variable: string, scope: PathScope): boolean {
  const selection = selectPath(pathOf(variable), scope);
  if (comparator.kind === 'present') {
    return selection.found === (operand === true);
  }
  if (!selection.found) {
    throw new ConditionPathError(
      `Invalid path '${variable}': The choice state's condition path references an invalid value.`,
    );
  }
  const { value } = selection;
  switch (comparator.kind) {
    case 'is':
      return comparator.holds(value) === (operand === true);
    case 'matches':
      return typeof value === 'string' && typeof operand === 'string' && wildcard(operand).test(value);
    default:
      return relate(
        comparator.kind,
        comparator.relation,
        value,
        comparator.byPath ? operandAt(operand, scope) : operand,
      );
  }
}

function operandAt(path: Json, scope: PathScope): Json {
  try {
    return valueAt(String(path), scope);
  } catch {
    throw new ConditionPathError(
      `Invalid path '${path}': The choice state's condition path references an invalid value.`,
    );
  }
}

function relate(kind: Kind, relation: Relation, value: Json, operand: Json): boolean {
  const left = comparable(kind, value);
  const right = comparable(kind, operand);
  if (left === undefined || right === undefined) {
    return false;
  }
  switch (relation) {
    case 'Equals':
      return left === right;
    case 'LessThan':
      return left < right;
    case 'GreaterThan':
      return left > right;
    case 'LessThanEquals':
      return left <= right;
    case 'GreaterThanEquals':
      return left >= right;
  }
}

/** The value as its kind compares it; another type of value never holds. */
function comparable(kind: Kind, value: Json): string | number | boolean | undefined {
  switch (kind) {
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'Numeric':
      return typeof value === 'number' ? value : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'Timestamp':
      return typeof value === 'string' ? instantOf(value) : undefined;
  }
}

/** `*` stands for any characters, `\*` for a star, `\\` for a backslash. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\[\\*]|[\s\S]/g, (token) => {
    if (token === '*') {
      return '[\\s\\S]*';
    }
    return (token.length === 2 ? token.slice(1) : token).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}

function problemOf(comparator: Comparator, operand: Json): string | undefined {
  if (comparator.kind === 'is' || comparator.kind === 'present') {
    return typeof operand === 'boolean' ? undefined : `Value must be true or false, got ${JSON.stringify(operand)}`;
  }
  if (comparator.kind === 'matches') {
    return typeof operand === 'string' ? undefined : `Value must be a string, got ${JSON.stringify(operand)}`;
  }
  if (comparator.byPath) {
    return isPathText(operand) ? undefined : `Value is not a valid JSONPath: ${JSON.stringify(operand)}`;
  }
  if (comparator.kind === 'Timestamp' && typeof operand === 'string' && instantOf(operand) === undefined) {
    return 'String does not match RFC3339 timestamp';
  }
  return comparable(comparator.kind, operand) === undefined
    ? `Value must be a ${comparator.kind.toLowerCase()}, got ${JSON.stringify(operand)}`
    : undefined;
}

function isPathText(value: Json): boolean {
  try {
    return typeof value === 'string' && parsePath(value) !== undefined;
  } catch {
    return false;
  }
}
