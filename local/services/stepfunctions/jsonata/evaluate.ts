import jsonata from 'jsonata';
import type { Json } from '../json';
import { addFunctions, NOW } from './functions';

/** AWS stops an expression after 1 s, and by memory and stack: 900,000 items or a sum of 200 terms fail there. The time is wall time. */
const LIMITS = { timeout: 1_000, stack: 190, sequence: 500_000 } as const;
/** The guide's words for what the limits stop. */
const LIMIT_TEXTS: Readonly<Record<string, string>> = {
  D1011: 'Stack overflow error',
  D1012: 'Expression evaluation timeout',
  D2014: 'Expression evaluation memory limit exceeded',
  D2015: 'Expression evaluation memory limit exceeded',
};
const MAX_CACHED = 2_000;

const compiled = new Map<string, jsonata.Expression>();

/** An expression that threw, or whose result is no JSON. `detail` is what AWS appends to the place where it stands. */
export class ExpressionError extends Error {
  constructor(readonly detail: string) {
    super(detail);
  }
}

export interface Bindings {
  readonly [variable: string]: Json | undefined;
}

/** Parses an expression; throws what the parser says. */
export function compile(text: string): jsonata.Expression {
  const known = compiled.get(text);
  if (known !== undefined) {
    return known;
  }
  const expression = jsonata(text, LIMITS);
  addFunctions(expression);
  if (compiled.size >= MAX_CACHED) {
    compiled.clear();
  }
  compiled.set(text, expression);
  return expression;
}

/** The value of an expression, or undefined where it yields nothing. There is no context item: data comes in by variables. */
export async function evaluate(text: string, bindings: Bindings, nowMs: number): Promise<Json | undefined> {
  let result: unknown;
  try {
    result = await compile(text).evaluate(undefined, { ...bindings, eval: undefined, [NOW]: nowMs });
  } catch (error) {
    throw new ExpressionError(`threw an error during evaluation. ${reasonOf(error)}`);
  }
  return plain(result);
}

/** A copy without the marks that the evaluator leaves on its arrays. */
function plain(value: unknown): Json | undefined {
  if (value === undefined || value === null) {
    return value;
  }
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value;
    case 'object':
      break;
    default:
      throw new ExpressionError('returned an unsupported result type.');
  }
  if (Array.isArray(value)) {
    return value.map((item) => plain(item) ?? null);
  }
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) {
    throw new ExpressionError('returned an unsupported result type.');
  }
  const entries = Object.entries(value).map(([key, item]) => [key, plain(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined)) as Json;
}

function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    return LIMIT_TEXTS[code ?? ''] ?? `${code === undefined ? '' : `${code}: `}${String(error.message)}`;
  }
  return String(error);
}
