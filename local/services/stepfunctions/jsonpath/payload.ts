import { isArray, isObject, type Json } from '../json';
import { callIntrinsic } from './intrinsics';
import { type Intrinsic, looksLikeIntrinsic, parseIntrinsic } from './parse-intrinsic';
import { parsePath } from './parse-path';
import type { JsonPath } from './path';
import { type Selection, select } from './select';

/** What the paths of one state can refer to. */
export interface PathScope {
  readonly input: Json;
  readonly context: Json;
  readonly variable: (name: string) => Json | undefined;
}

/** A path that selects nothing. */
export class PathError extends Error {
  constructor(
    readonly path: string,
    readonly reason: string,
    /** What the path was applied to. */
    readonly target: Json,
  ) {
    super(`Invalid path '${path}' : ${reason}`);
  }
}

const parsed = new Map<string, JsonPath>();

export function pathOf(text: string): JsonPath {
  const known = parsed.get(text) ?? parsePath(text);
  if (parsed.size > 10_000) {
    parsed.clear();
  }
  parsed.set(text, known);
  return known;
}

export function selectPath(path: JsonPath, scope: PathScope): Selection {
  switch (path.root.kind) {
    case 'input':
      return select(path.steps, scope.input);
    case 'context':
      return select(path.steps, scope.context);
    case 'variable': {
      const value = scope.variable(path.root.name);
      return value === undefined
        ? { found: false, reason: `Variable '$${path.root.name}' is not defined` }
        : select(path.steps, value);
    }
  }
}

/** The value of a path; throws a PathError where it selects nothing. */
export function valueAt(text: string, scope: PathScope): Json {
  const path = pathOf(text);
  const selection = selectPath(path, scope);
  if (!selection.found) {
    throw new PathError(text, selection.reason, path.root.kind === 'context' ? scope.context : scope.input);
  }
  return selection.value;
}

/** The value of a path or of an intrinsic function's call. */
export function valueOfText(text: string, scope: PathScope): Json {
  return looksLikeIntrinsic(text) ? valueOfIntrinsic(parseIntrinsic(text), scope) : valueAt(text, scope);
}

function valueOfIntrinsic(node: Intrinsic, scope: PathScope): Json {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'path':
      return valueAt(node.path.text, scope);
    case 'call':
      return callIntrinsic(
        node.name,
        node.arguments.map((argument) => valueOfIntrinsic(argument, scope)),
      );
  }
}

/** A copy of a payload template: each field `name.$` becomes `name` with the value of its path or call. `onField` names a failing field. */
export function fillPayload(template: Json, scope: PathScope, onField: (error: unknown, field: string) => never): Json {
  if (isArray(template)) {
    return template.map((item) => fillPayload(item, scope, onField));
  }
  if (!isObject(template)) {
    return template;
  }
  const filled: Record<string, Json> = {};
  for (const [key, value] of Object.entries(template)) {
    if (!key.endsWith('.$') || typeof value !== 'string') {
      filled[key] = fillPayload(value, scope, onField);
      continue;
    }
    try {
      filled[key.slice(0, -2)] = valueOfText(value, scope);
    } catch (error) {
      onField(error, key);
    }
  }
  return filled;
}
