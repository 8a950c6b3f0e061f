import type { z } from 'zod';
import { type JsonSchema, schemaAt } from './json-schema';
import { nearestName } from './nearest-name';
import type { Path } from './yaml-source';

/** A problem that still has its path in parts, so that its place in the text can be looked up. */
export interface PlacedProblem {
  readonly path: Path;
  readonly value: unknown;
  readonly rule: string;
  readonly hint?: string;
  readonly at: 'key' | 'value';
}

type Issue = z.core.$ZodIssue;

/** Says each finding of the schema as a rule with the value that broke it; unknown names get the nearest known one. */
export function schemaProblems(issues: readonly Issue[], input: unknown, schema: JsonSchema): readonly PlacedProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, input, schema));
}

function problemsOf(issue: Issue, input: unknown, schema: JsonSchema): readonly PlacedProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const value = valueAt(input, path);
  const here = (rule: string, hint?: string): readonly PlacedProblem[] => [
    { path, value, rule, at: 'value', ...(hint === undefined ? {} : { hint }) },
  ];

  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        unknownKey([...path, key], valueAt(input, [...path, key]), schemaAt(schema, path)),
      );
    case 'invalid_key':
      return [{ path, value: path.at(-1), rule: issue.issues[0]?.message ?? 'is not a valid name', at: 'key' }];
    case 'invalid_value': {
      const near = typeof value === 'string' ? nearestName(value, issue.values.map(String)) : undefined;
      return here(`must be ${list(issue.values)}`, near === undefined ? undefined : `did you mean ${near}?`);
    }
    case 'invalid_type':
      return here(typeRule(issue.expected, value), typeHint(value, path));
    case 'too_small':
      return here(sizeRule(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum));
    case 'too_big':
      return here(sizeRule(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum));
    default:
      return here(issue.message);
  }
}

function unknownKey(path: Path, value: unknown, parent: JsonSchema | undefined): PlacedProblem {
  const known = Object.keys(parent?.properties ?? {});
  const near = nearestName(String(path.at(-1)), known);
  const hint = near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`;
  return { path, value, rule: 'is not a known key', at: 'key', ...(known.length === 0 ? {} : { hint }) };
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'a map of keys',
  record: 'a map of names',
  array: 'a list',
};

function typeRule(expected: string, value: unknown): string {
  const wanted = typeNames[expected] ?? expected;
  return value === undefined ? `is required: ${wanted}` : `must be ${wanted}`;
}

const durationMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `5m` where milliseconds are wanted, `"70"` and `70%` where a number is wanted: the usual slips. */
function typeHint(value: unknown, path: Path): string | undefined {
  if (typeof value !== 'string') return undefined;
  const parts = /^\s*(\d+(?:\.\d+)?)\s*([a-z%]*)\s*$/i.exec(value);
  if (parts === null) return undefined;
  const [, digits = '', unit = ''] = parts;
  const inMs = path.some((part) => /ms$/i.test(String(part)));
  const factor = inMs ? durationMs[unit.toLowerCase()] : undefined;
  if (factor !== undefined) return `in milliseconds: ${Number(digits) * factor}`;
  return unit === '' || unit === '%' ? `without quotes or sign: ${digits}` : undefined;
}

function sizeRule(origin: string, relation: string, limit: number | bigint): string {
  if (origin === 'array') return `must have ${relation} ${limit} entries`;
  if (origin === 'string') return `must have ${relation} ${limit} characters`;
  return `must be ${relation} ${limit}`;
}

function list(values: readonly unknown[]): string {
  if (values.length < 2) return values.map(String).join('');
  return `one of ${values.map(String).join(', ')}`;
}

export function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}
